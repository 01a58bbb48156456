// How events are listed, in both of their API groups. Upstream: pkg/printers/internalversion/printers.go printEvent.
import type { Column } from '../../../machinery/kind.ts'
import { ageText, nameColumn } from '../../columns.ts'
import type { Event } from './event.schema.ts'

function firstSeen(event: Event, nowMs: number): string {
  return ageText(event.firstTimestamp ?? event.eventTime, nowMs)
}

function lastSeen(event: Event, nowMs: number): string {
  if (event.series !== undefined) return ageText(event.series.lastObservedTime, nowMs)
  return (event.lastTimestamp ?? '') === '' ? firstSeen(event, nowMs) : ageText(event.lastTimestamp, nowMs)
}

function targetText({ involvedObject }: Event): string {
  const kind = (involvedObject.kind ?? '').toLowerCase()
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind
}

function sourceText({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component ? source.component : (reportingComponent ?? '')
  const instance = source?.host ? source.host : (reportingInstance ?? '')
  return instance === '' ? component : `${component}, ${instance}`
}

export const eventColumns: readonly Column<Event>[] = [
  {
    name: 'Last Seen',
    type: 'string',
    description: 'How long ago it happened last.',
    cell: lastSeen,
  },
  {
    name: 'Type',
    type: 'string',
    description: 'Normal or Warning.',
    cell: (event) => event.type ?? '',
  },
  {
    name: 'Reason',
    type: 'string',
    description: 'One word for programs.',
    cell: (event) => event.reason ?? '',
  },
  {
    name: 'Object',
    type: 'string',
    description: 'What it happened to.',
    cell: targetText,
  },
  {
    name: 'Subobject',
    type: 'string',
    priority: 1,
    description: 'Part of the object that it happened to.',
    cell: (event) => event.involvedObject.fieldPath ?? '',
  },
  {
    name: 'Source',
    type: 'string',
    priority: 1,
    description: 'Who reports it.',
    cell: sourceText,
  },
  {
    name: 'Message',
    type: 'string',
    description: 'What happened, for people.',
    cell: (event) => (event.message ?? '').trim(),
  },
  {
    name: 'First Seen',
    type: 'string',
    priority: 1,
    description: 'How long ago it happened first.',
    cell: firstSeen,
  },
  {
    name: 'Count',
    type: 'string',
    priority: 1,
    description: 'How often it happened.',
    cell: (event) => event.series?.count ?? (event.count ? event.count : 1),
  },
  { ...nameColumn, priority: 1 },
]
