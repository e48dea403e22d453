export namespace app {
	export interface Attention {
	    id: string;
	    connection: string;
	    cause: tiles.Cause;
	    remedy: tiles.Remedy;
	    tiles: string[];
	    names: string[];
	    since: string;
	    text: string;
	    code: string;
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
	}
	export interface Counts {
	    total: number;
	    fresh: number;
	    waiting: number;
	    late: number;
	    failing: number;
	    stopped: number;
	    unseen: number;
	    kept: number;
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
	export interface Setting {
	    key: string;
	    value: string;
	    source: string;
	    locked: boolean;
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
	    canOpen: boolean;
	    canRefresh: boolean;
	}
	export interface Warning {
	    code: string;
	    text: string;
	}
	export type SigningStage = "saving" | "starting" | "waiting";
}

export namespace tiles {
	export type AskOutcome = "accepted" | "denied" | "later" | "quota" | "running" | "sign_in";
	export type Cause = "" | "admin_needed" | "capacity" | "gateway" | "item_missing" | "late" | "model_error" | "no_permission" | "not_checked" | "not_watchable" | "schedule_off" | "server_unreachable" | "service_down" | "sign_in_expired" | "sign_in_refused" | "signed_out" | "source_credentials" | "subscription_off" | "throttled" | "tile_deleted" | "unrecognised";
	export type ConnectionKind = "powerbi" | "reportserver";
	export type Every = "daily" | "hourly" | "weekly";
	export type Health = "attention" | "cant_tell" | "good" | "signed_out";
	export type Kind = "direct_lake" | "direct_query" | "hidden" | "import" | "live" | "push" | "static" | "streaming" | "unknown";
	export type NoticeKind = "expiring" | "failing" | "late" | "recovered" | "sign_in" | "stopped";
	export type Remedy = "" | "ask_admin" | "ask_owner" | "open" | "refresh_now" | "sign_in" | "wait";
	export type SignInState = "blocked" | "expired" | "expiring" | "signed_in" | "signed_out";
	export type State = "failing" | "fresh" | "late" | "stopped" | "unseen" | "waiting";
}
