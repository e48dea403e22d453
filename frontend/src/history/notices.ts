import type { app } from '../wailsjs/go/models'

export type NoticeFilter = 'all' | 'new' | 'open'

type Kept = Pick<app.Notice, 'id' | 'at' | 'kind' | 'endedAt'>

/** Whether what a notice tells is still so. */
export function stillSo(notice: Pick<app.Notice, 'kind' | 'endedAt'>): boolean {
  return notice.endedAt === '' && notice.kind !== 'recovered'
}

/** The notices that a filter lets through; fresh are the ids of those that were new when the page was opened. */
export function filterNotices<T extends Kept>(notices: readonly T[], filter: NoticeFilter, fresh: ReadonlySet<string>): T[] {
  return notices.filter((n) => filter === 'all' || (filter === 'new' ? fresh.has(n.id) : stillSo(n)))
}

/** How many each filter lets through. */
export function countNotices(notices: readonly Kept[], fresh: ReadonlySet<string>): Record<NoticeFilter, number> {
  return {
    all: notices.length,
    new: filterNotices(notices, 'new', fresh).length,
    open: filterNotices(notices, 'open', fresh).length,
  }
}

/** Notices by the day that they were told on, in their order. */
export function byDay<T extends Kept>(notices: readonly T[], dayOf: (at: string) => string): { day: string; notices: T[] }[] {
  const groups: { day: string; notices: T[] }[] = []
  for (const notice of notices) {
    const day = dayOf(notice.at)
    const last = groups[groups.length - 1]
    if (last?.day === day) last.notices.push(notice)
    else groups.push({ day, notices: [notice] })
  }
  return groups
}
