// The options that requests carry in their query, checked. Upstream: apimachinery pkg/apis/meta/v1/validation.
import {
  type FieldError,
  forbidden,
  invalid as invalidField,
  notSupported,
} from '../../machinery/field-error.ts'
import { validateFieldManager } from '../../machinery/meta-validation.ts'
import { badRequest, invalid } from '../../machinery/status-error.ts'
import type { ApiRequest } from './api-request.ts'
import { type Query, queryValue } from './path.ts'
import { isTrue } from './request-info.ts'

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict'

export interface WriteOptions {
  readonly dryRun: boolean
  readonly fieldManager: string
  readonly fieldValidation: FieldValidation
  /** Server-side apply takes over fields that others own. */
  readonly force: boolean
}

const metaGroup = 'meta.k8s.io'

export function writeOptions(
  request: ApiRequest,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
): WriteOptions {
  const { query } = request
  const manager = queryValue(query, 'fieldManager')
  const validation = queryValue(query, 'fieldValidation')
  const faults = query.size === 0 ? [] : writeFaults(query, { manager, validation })
  if (faults.length > 0) throw invalid({ group: metaGroup, resource: kind }, '', faults)
  return {
    dryRun: query.has('dryRun') && queryValue(query, 'dryRun') !== '',
    fieldManager: manager !== '' ? manager : managerFromUserAgent(request.http.headers['user-agent'] ?? ''),
    fieldValidation: validation === '' ? 'Warn' : (validation as FieldValidation),
    force: isTrue(queryValue(query, 'force')),
  }
}

const validations: readonly string[] = ['', 'Ignore', 'Strict', 'Warn']

function writeFaults(
  query: Query,
  given: { readonly manager: string; readonly validation: string },
): FieldError[] {
  const faults: FieldError[] = []
  if (given.manager !== '') faults.push(...validateFieldManager(given.manager, 'fieldManager'))
  faults.push(...dryRunFaults(query.get('dryRun') ?? []))
  if (!validations.includes(given.validation)) {
    faults.push(notSupported('fieldValidation', given.validation, validations))
  }
  return faults
}

export function dryRunFaults(values: readonly string[]): FieldError[] {
  return values.every((value) => value === 'All') ? [] : [notSupported('dryRun', values, ['All'])]
}

/** Upstream: apiserver pkg/endpoints/handlers/create.go managerOrUserAgent. */
function managerFromUserAgent(agent: string): string {
  const slash = agent.indexOf('/')
  const name = slash < 0 ? agent : agent.slice(0, slash)
  return name.replace(/[^\x20-\x7e]/g, '').slice(0, 128)
}

export interface ListOptions {
  readonly labelSelector: string
  readonly fieldSelector: string
  readonly resourceVersion: string
  readonly resourceVersionMatch: string
  readonly limit: number
  readonly continue: string
  readonly timeoutSeconds: number | undefined
  readonly allowWatchBookmarks: boolean
  readonly sendInitialEvents: boolean | undefined
}

const emptyListOptions: ListOptions = {
  labelSelector: '',
  fieldSelector: '',
  resourceVersion: '',
  resourceVersionMatch: '',
  limit: 0,
  continue: '',
  timeoutSeconds: undefined,
  allowWatchBookmarks: false,
  sendInitialEvents: undefined,
}

export function listOptions(query: Query, isWatch: boolean): ListOptions {
  if (query.size === 0) return emptyListOptions
  const sendInitialEvents = query.has('sendInitialEvents')
    ? isTrue(queryValue(query, 'sendInitialEvents'))
    : undefined
  const options: ListOptions = {
    labelSelector: queryValue(query, 'labelSelector'),
    fieldSelector: queryValue(query, 'fieldSelector'),
    resourceVersion: queryValue(query, 'resourceVersion'),
    resourceVersionMatch: queryValue(query, 'resourceVersionMatch'),
    limit: wholeNumber(query, 'limit') ?? 0,
    continue: queryValue(query, 'continue'),
    timeoutSeconds: wholeNumber(query, 'timeoutSeconds'),
    allowWatchBookmarks: isTrue(queryValue(query, 'allowWatchBookmarks')),
    sendInitialEvents,
  }
  const faults = listFaults(options, isWatch)
  if (faults.length > 0) throw invalid({ group: metaGroup, resource: 'ListOptions' }, '', faults)
  return options
}

export function wholeNumber(query: Query, name: string): number | undefined {
  if (!query.has(name)) return undefined
  const text = queryValue(query, name)
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  }
  return Number(text)
}

/** Upstream: apimachinery pkg/apis/meta/internalversion/validation/validation.go ValidateListOptions. */
function listFaults(options: ListOptions, isWatch: boolean): FieldError[] {
  const { resourceVersionMatch: match, resourceVersion } = options
  if (isWatch) return watchFaults(options)
  const noInitialEvents: readonly FieldError[] =
    options.sendInitialEvents === undefined
      ? []
      : [forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list')]
  if (match === '') return [...noInitialEvents]
  const faults: FieldError[] = []
  const forbid = (why: string) => faults.push(forbidden('resourceVersionMatch', why))
  if (resourceVersion === '') forbid('resourceVersionMatch is forbidden unless resourceVersion is provided')
  if (options.continue !== '') forbid('resourceVersionMatch is forbidden when continue is provided')
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    faults.push(notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', '']))
  }
  if (match === 'Exact' && resourceVersion === '0') {
    forbid('resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
  }
  return [...faults, ...noInitialEvents]
}

function watchFaults(options: ListOptions): FieldError[] {
  const { resourceVersionMatch: match, sendInitialEvents } = options
  const faults: FieldError[] = []
  const forbid = (why: string) => faults.push(forbidden('resourceVersionMatch', why))
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan')
    forbid('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')
  if (match === '') return faults
  if (sendInitialEvents === undefined)
    forbid('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')
  if (match !== 'NotOlderThan') faults.push(notSupported('resourceVersionMatch', match, ['NotOlderThan']))
  if (options.continue !== '') forbid('resourceVersionMatch is forbidden when continue is provided')
  return faults
}

/** What is wrong with a resourceVersion. */
export function revisionFault(text: string): FieldError | undefined {
  if (text === '' || /^\d{1,16}$/.test(text)) return undefined
  const why = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`
  return invalidField('resourceVersion', text, why)
}

/** A resourceVersion as a number; undefined where it is not set. Throws where it is malformed. */
export function parseRevision(text: string): number | undefined {
  if (text === '') return undefined
  const fault = revisionFault(text)
  if (fault !== undefined) throw invalid({ group: '', resource: 'ListOptions' }, '', [fault])
  return Number(text)
}
