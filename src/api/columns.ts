// The columns that many kinds' tables share, and how their cells are printed.
// Upstream: pkg/printers/internalversion/printers.go.
import type { Column, KubeObject } from '../machinery/kind.ts'
import { humanDuration, timeMs } from '../machinery/meta/time.ts'
import { formatLabelSelector, type LabelSelector } from '../machinery/selectors/labels.ts'

export const nameColumn: Column<KubeObject> = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name of the object, unique among its kind in the namespace.',
  cell: (obj) => obj.metadata.name,
}

export const ageColumn: Column<KubeObject> = {
  name: 'Age',
  type: 'string',
  description: 'Time since the object was created.',
  cell: (obj, nowMs) => ageText(obj.metadata.creationTimestamp, nowMs),
}

export const createdAtColumn: Column<KubeObject> = {
  name: 'Created At',
  type: 'date',
  description: 'When the object was created.',
  cell: (obj) => obj.metadata.creationTimestamp,
}

/** The columns of a kind that has none of its own. */
export const defaultColumns: readonly Column<KubeObject>[] = [nameColumn, createdAtColumn]

/** Time since `since`, as upstream's translateTimestampSince. */
export function ageText(since: string | null | undefined, nowMs: number): string {
  const ms = timeMs(since)
  return ms === undefined ? '<unknown>' : humanDuration(nowMs - ms)
}

/** `text`, or the mark for nothing. */
export function orNone(text: string | undefined): string {
  return text === undefined || text === '' ? '<none>' : text
}

export function orUnset(text: string | undefined): string {
  return text === undefined || text === '' ? '<unset>' : text
}

/** `a=1,b=2` in the order of keys. Upstream: labels.FormatLabels. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',')
}

/** The selector as wide tables print it: the empty text for one that selects everything. */
export function selectorText(selector: LabelSelector | undefined): string {
  const text = formatLabelSelector(selector)
  return text === '<none>' ? '' : text
}

interface HasContainers {
  readonly name: string
  readonly image?: string | undefined
}

/** The two columns that wide tables of workloads end with. */
export function containerColumns<T extends KubeObject>(
  containersOf: (obj: T) => readonly HasContainers[],
  priority = 1,
): readonly Column<T>[] {
  return [
    {
      name: 'Containers',
      type: 'string',
      priority,
      description: 'Names of the containers in the template.',
      cell: (obj) =>
        containersOf(obj)
          .map((container) => container.name)
          .join(','),
    },
    {
      name: 'Images',
      type: 'string',
      priority,
      description: 'Images that the containers in the template run.',
      cell: (obj) =>
        containersOf(obj)
          .map((container) => container.image ?? '')
          .join(','),
    },
  ]
}

const shown = 3

/** The first few, and how many more there are. Upstream: listWithMoreString. */
export function someOf(all: readonly string[]): string {
  const text = all.slice(0, shown).join(',')
  if (all.length > shown) return `${text} + ${all.length - shown} more...`
  return orUnset(text)
}

/** A column whose name says all. */
export function column<T extends KubeObject>(
  name: string,
  cell: Column<T>['cell'],
  options: { readonly type?: Column<T>['type']; readonly priority?: number } = {},
): Column<T> {
  return { name, type: 'string', ...options, cell }
}
