export namespace app {
	export interface About {
	    version: string;
	    commit: string;
	    go: string;
	    os: string;
	    dataFolder: string;
	    checks: CheckName[];
	    links: HelpLink[];
	}
	export interface AtLogin {
	    on: boolean;
	    text: string;
	    canFix: boolean;
	}
	export interface Attention {
	    id: string;
	    connection: string;
	    cause: tiles.Cause;
	    remedy: tiles.Remedy;
	    tiles: string[];
	    names: string[];
	    since: string;
	    headline: string;
	    text: string;
	    code: string;
	}
	export interface BundleFile {
	    name: string;
	    about: string;
	    bytes: number;
	    text: string;
	    cut: boolean;
	}
	export interface CheckName {
	    id: string;
	    title: string;
	}
	export interface Checked {
	    id: string;
	    state: doctor.State;
	    text: string;
	    do: string;
	    details: string;
	    action: doctor.Action;
	    target: string;
	}
	export interface Connection {
	    id: string;
	    kind: tiles.ConnectionKind;
	    name: string;
	    person: string;
	    initials: string;
	    organisation: string;
	    tenant: string;
	    cloud: string;
	    state: tiles.SignInState;
	    signedInAt: string;
	    renewedAt: string;
	    goodUntil: string;
	    endedAt: string;
	    checkedAt: string;
	    estimate: boolean;
	    daysLeft: number;
	    percentLeft: number;
	    protection: string;
	    problem?: Problem;
	    pausedUntil: string;
	    mayRefresh: boolean;
	    server?: Server;
	}
	export interface Counts {
	    total: number;
	    fresh: number;
	    waiting: number;
	    late: number;
	    failing: number;
	    stopped: number;
	    unseen: number;
	    muted: number;
	    kept: number;
	    askable: number;
	}
	export interface ErasePlan {
	    goes: string[];
	    stays: string[];
	    word: string;
	}
	export interface Exported {
	    saved: boolean;
	    name: string;
	}
	export interface Finding {
	    part: signin.SetupPart;
	    state: signin.SetupState;
	    text: string;
	    details: string;
	}
	export interface First {
	    page: string;
	    snapshot: Snapshot;
	    more: number;
	}
	export interface FirstRun {
	    step: FirstRunStep;
	    steps: FirstRunPart[];
	    organisation: Organisation;
	    startAtLogin: boolean;
	    canSkip: boolean;
	    canTry: boolean;
	    connected: boolean;
	}
	export interface FirstRunPart {
	    step: FirstRunStep;
	    state: FirstRunState;
	    back: boolean;
	}
	export interface HelpLink {
	    id: string;
	    name: string;
	    host: string;
	}
	export interface History {
	    at: string;
	    days: HistoryDay[];
	    share: number;
	    outages: Outage[];
	    moreOutages: number;
	}
	export interface HistoryDay {
	    from: string;
	    to: string;
	    fresh: number;
	    stale: number;
	    unknown: number;
	    share: number;
	    tiles: number;
	    staleTiles: number;
	}
	export interface KeepChoice {
	    every: tiles.Every;
	    at: string;
	    on: string[];
	}
	export interface KeepPreview {
	    next: string;
	    perDay: number;
	    ownPerDay: number;
	    quota: number;
	    quotaKnown: boolean;
	    overQuota: boolean;
	    sameModel: number;
	}
	export interface Kept {
	    every: tiles.Every;
	    at: string;
	    on: string[];
	    zone: string;
	    next: string;
	    model: string;
	}
	export interface KeptModel {
	    feed: string;
	    name: string;
	    owner: string;
	    next: string;
	    perDay: number;
	    ownPerDay: number;
	    quota: number;
	    quotaKnown: boolean;
	    overQuota: boolean;
	}
	export interface Language {
	    tag: string;
	    name: string;
	}
	export interface News {
	    version: number;
	    snapshot: Snapshot;
	    part: boolean;
	    moved: boolean;
	    order: string[];
	}
	export interface Notice {
	    id: string;
	    at: string;
	    kind: tiles.NoticeKind;
	    connection: string;
	    cause: tiles.Cause;
	    remedy: tiles.Remedy;
	    title: string;
	    text: string;
	    tiles: string[];
	    shown: boolean;
	    endedAt: string;
	    seen: boolean;
	}
	export interface Organisation {
	    cloud: string;
	    tenant: string;
	    clientId: string;
	    cloudLocked: boolean;
	    tenantLocked: boolean;
	    clientLocked: boolean;
	}
	export interface OrganisationCheck {
	    good: boolean;
	    findings: Finding[];
	    tenant: string;
	    clientId: string;
	    cloud: string;
	    cloudName: string;
	    cancelled: boolean;
	}
	export interface Outage {
	    id: string;
	    connection: string;
	    cause: tiles.Cause;
	    state: tiles.State;
	    from: string;
	    to: string;
	    count: number;
	    names: string[];
	    tiles: string[];
	    dashboards: string[];
	}
	export interface Pin {
	    report: string;
	    canOpenReport: boolean;
	    place: tiles.Place;
	    placeText: string;
	    paused: boolean;
	    canPause: boolean;
	    canResume: boolean;
	    canDelete: boolean;
	    scheduleText: string;
	}
	export interface Preferences {
	    dataFolder: string;
	    protection: string;
	    atLogin: AtLogin;
	    languages: Language[];
	    quietUntil: string;
	    snoozed: boolean;
	}
	export interface Problem {
	    cause: tiles.Cause;
	    remedy: tiles.Remedy;
	    text: string;
	    code: string;
	    correlationId: string;
	}
	export interface RefreshResult {
	    tile: string;
	    accepted: boolean;
	    outcome: tiles.AskOutcome;
	    text: string;
	}
	export interface RefreshState {
	    tile: string;
	    stage: tiles.Progress;
	    end: string;
	    text: string;
	}
	export interface Server {
	    host: string;
	    url: string;
	    page: string;
	    product: string;
	    version: string;
	    integration: tiles.Integration;
	    integrationText: string;
	    auth: tiles.Auth;
	    user: string;
	    account: string;
	    canTell: boolean;
	    statusAt: string;
	    loginTrouble: boolean;
	}
	export interface ServerAnswer {
	    connection: string;
	    question: ServerQuestion;
	    text: string;
	    auth: tiles.Auth;
	    address: string;
	}
	export interface ServerForm {
	    address: string;
	    auth: tiles.Auth;
	    user: string;
	    password: string;
	    plainHttp: boolean;
	}
	export interface Setting {
	    key: string;
	    value: string;
	    source: string;
	    locked: boolean;
	}
	export interface SignedIn {
	    connection: string;
	    confirmed: boolean;
	    text: string;
	}
	export interface SignedOut {
	    undone: string[];
	}
	export interface SigningIn {
	    connection: string;
	    stage: SigningStage;
	    permission: boolean;
	    canOpenAgain: boolean;
	    until: string;
	    server: boolean;
	    noBrowser: boolean;
	}
	export interface Snapshot {
	    at: string;
	    until: string;
	    health: tiles.Health;
	    checkedAt: string;
	    checking: boolean;
	    sandbox: boolean;
	    connections: Connection[];
	    attention: Attention[];
	    counts: Counts;
	    tiles: Tile[];
	    notices: Notice[];
	    newNotices: number;
	    settings: Setting[];
	    warnings: Warning[];
	    signing?: SigningIn;
	    zone: string;
	    needsClientId: boolean;
	    firstRun?: FirstRun;
	    language: string;
	}
	export interface Tile {
	    id: string;
	    connection: string;
	    workspace: string;
	    dashboardId: string;
	    dashboard: string;
	    title: string;
	    kind: tiles.Kind;
	    state: tiles.State;
	    cause: tiles.Cause;
	    remedy: tiles.Remedy;
	    text: string;
	    code: string;
	    owner: string;
	    since: string;
	    lastGood: string;
	    nextDue: string;
	    kept?: Kept;
	    strip: string;
	    muted: tiles.Muted;
	    canOpen: boolean;
	    canRefresh: boolean;
	    askable: boolean;
	    pin?: Pin;
	}
	export interface TileRun {
	    mark: string;
	    at: string;
	    end: string;
	    seconds: number;
	    by: RunBy;
	    cause: tiles.Cause;
	    query: boolean;
	    code: string;
	}
	export interface Warning {
	    code: string;
	    text: string;
	}
	export type FirstRunState = "done" | "given" | "skipped" | "todo";
	export type FirstRunStep = "organisation" | "purpose" | "server" | "sign_in" | "start";
	export type RunBy = "" | "app" | "hand" | "program" | "schedule";
	export type ServerQuestion = "" | "login" | "plain_http";
	export type SigningStage = "opening" | "running" | "saving" | "starting" | "waiting";
}

export namespace doctor {
	export type Action = "" | "keyring" | "make_private" | "notify" | "preferences" | "settings" | "sign_in" | "start_at_login" | "start_tray";
	export type State = "bad" | "good" | "note" | "skipped";
}

export namespace signin {
	export type SetupPart = "client_id" | "cloud" | "permissions" | "public" | "redirect" | "service" | "tenant";
	export type SetupState = "bad" | "good" | "open";
}

export namespace tiles {
	export type AskOutcome = "accepted" | "denied" | "later" | "quota" | "running" | "sign_in";
	export type Auth = "" | "basic" | "forms" | "negotiate" | "ntlm";
	export type Cause = "" | "admin_needed" | "capacity" | "gateway" | "item_missing" | "late" | "model_error" | "no_permission" | "not_checked" | "not_watchable" | "schedule_off" | "server_login" | "server_unreachable" | "service_down" | "sign_in_expired" | "sign_in_refused" | "signed_out" | "source_credentials" | "subscription_off" | "throttled" | "tile_deleted" | "unrecognised";
	export type ConnectionKind = "powerbi" | "reportserver";
	export type Every = "daily" | "hourly" | "weekly";
	export type Health = "attention" | "cant_tell" | "good" | "signed_out";
	export type Integration = "off" | "on" | "unavailable" | "unknown";
	export type Kind = "direct_lake" | "direct_query" | "hidden" | "import" | "live" | "pin" | "push" | "static" | "streaming" | "unknown";
	export type Muted = "" | "dashboard" | "tile";
	export type NoticeKind = "expiring" | "failing" | "late" | "recovered" | "sign_in" | "stopped";
	export type Place = "" | "gone" | "there";
	export type Progress = "" | "asked" | "cancelled" | "done" | "failed" | "running";
	export type Remedy = "" | "ask_admin" | "ask_owner" | "open" | "refresh_now" | "sign_in" | "wait";
	export type SignInState = "blocked" | "expired" | "expiring" | "signed_in" | "signed_out" | "unknown";
	export type State = "failing" | "fresh" | "late" | "stopped" | "unseen" | "waiting";
}
