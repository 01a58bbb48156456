// The way of a request: route, authenticate, flow control, authorise, then the resource's handler; every fault becomes
// a Status. Plain functions over one record; it does not know its transport.

import { isAbort } from '../base/abort.ts'
import { BugError } from '../base/assert.ts'
import {
  badRequest,
  internalError,
  methodNotAllowed,
  pathNotFound,
  StatusError,
  statusFailure,
} from '../machinery/status-error.ts'
import type { Auditor } from './audit/auditor.ts'
import type { Authenticator } from './authn/authenticator.ts'
import { impersonated } from './authn/impersonation.ts'
import type { Attributes, Authorizer } from './authz/authorizer.ts'
import { forbiddenError } from './authz/forbidden.ts'
import { reinitializing } from './cache/store-feed.ts'
import {
  type ConnectHandler,
  type ConnectHandlers,
  connectVerb,
  type UpgradeConnection,
  upgradeVerb,
} from './connect.ts'
import { answered, refusal } from './flow-control/flow-answers.ts'
import type { FlowControl } from './flow-control/flow-control.ts'
import type { Ticket } from './flow-control/ticket.ts'
import type { RequestMetrics } from './metrics/request-metrics.ts'
import type { Core } from './registry/core.ts'
import type { ApiRequest } from './request/api-request.ts'
import type { ServerHandler, ServerRequest, ServerResponse } from './request/exchange.ts'
import { type Media, negotiate } from './request/negotiate.ts'
import { queryValue } from './request/path.ts'
import { prettied, wantsPretty } from './request/pretty.ts'
import {
  handlerLimitMs,
  type RequestDeadlines,
  timeLimitOf,
  timeoutError,
} from './request/request-deadlines.ts'
import { selectedName } from './request/request-info.ts'
import { errorResponse, text, withHeaders } from './request/respond.ts'
import { RoutedRequest } from './request/routed-request.ts'
import { anonymousUser, type UserInfo } from './request/user.ts'
import { warningHeader } from './request/warning-header.ts'
import { serveWatchSocket, wantsWatchSocket } from './streaming/watch-socket.ts'

/** Answers a request that has been authenticated and authorised. */
export type RouteHandler = (request: ApiRequest) => ServerResponse | Promise<ServerResponse>

export interface PipelineOptions {
  readonly core: Core
  readonly authenticator: Authenticator
  readonly authorizer: Authorizer
  readonly flowControl: FlowControl
  readonly deadlines: RequestDeadlines
  readonly requestTimeoutMs: number
  readonly metrics: RequestMetrics
  /** The resources' part of the tree; undefined where there is nothing at that path. */
  readonly resourceRoute: (request: ApiRequest) => RouteHandler | undefined
  /** Everything else: /healthz, /version, discovery. */
  readonly plainRoute: (request: ApiRequest) => RouteHandler | undefined
  readonly connect: ConnectHandlers
  /** Requests that another server answers, whatever they are. */
  readonly delegate: (request: ApiRequest) => ConnectHandler | undefined
  /** Paths that may be asked without credentials. */
  readonly anonymousPaths: ReadonlySet<string>
  /** Undefined where nothing is audited. */
  readonly auditor: Auditor | undefined
}

export interface Pipeline {
  readonly handle: ServerHandler
  upgrade(http: ServerRequest, connection: UpgradeConnection): Promise<ServerResponse | undefined>
}

export function createPipeline(options: PipelineOptions): Pipeline {
  return {
    handle: (http) => answer(http, options),
    upgrade: (http, connection) => upgrade(http, connection, options),
  }
}

/** One async function for the whole way: a read from the cache waits for nothing on it. */
async function answer(http: ServerRequest, options: PipelineOptions): Promise<ServerResponse> {
  const { metrics, core } = options
  const began = core.clock.monotonic()
  let request: RoutedRequest | undefined
  let response: ServerResponse
  let ticket: Ticket | undefined
  try {
    request = new RoutedRequest(http)
    requireCaches(request, core)
    const limitMs = timeLimitOf(request, options.requestTimeoutMs)
    const identifying = identify(request, options)
    if (identifying !== undefined) await identifying
    if (limitMs !== undefined || request.info.verb === 'watch') {
      const nowMs = identifying === undefined ? began : core.clock.monotonic()
      const entering = options.flowControl.enter(request, { nowMs, remainingMs: limitMs })
      ticket = entering instanceof Promise ? await entering : entering
    }
    if (ticket?.rejected !== undefined) response = refusal(ticket)
    else {
      permit(request, request.info.verb, options)
      const answering = handlerOf(request, options)(request)
      response =
        answering instanceof Promise
          ? await within(answering, { request, began, startMs: ticket?.startMs ?? began, limitMs }, options)
          : answering
    }
  } catch (error) {
    response = errorResponse(statusOf(error, { http, request, options }), errorMedia(http))
  }
  if (ticket !== undefined)
    response = answered(response, { ticket, http, core, flowControl: options.flowControl })
  if (request !== undefined) {
    if (options.auditor !== undefined) response = audited(request, response, options.auditor)
    if (wantsPretty(request)) response = prettied(response)
    if (request.warnings.length > 0)
      response = withHeaders(response, { warning: warningHeader(request.warnings) })
    metrics.observe(request, { code: response.status, ms: core.clock.monotonic() - began })
  }
  return response
}

function audited(request: ApiRequest, response: ServerResponse, auditor: Auditor): ServerResponse {
  return auditor.answered(request, response, () => attributesOf(request, request.info.verb))
}

const readVerbs: ReadonlySet<string> = new Set(['get', 'list', 'watch'])

/**
 * Nothing is there to be read, nor to judge anybody by, before the caches have been filled; and a write would not be seen
 * to be done while they are filled again.
 */
function requireCaches({ info }: ApiRequest, { feed }: Core): void {
  if (!info.isResource || (feed.filled && (!feed.refilling || readVerbs.has(info.verb)))) return
  throw reinitializing()
}

interface Limited {
  readonly request: RoutedRequest
  readonly began: number
  /** When it had its seat. */
  readonly startMs: number
  readonly limitMs: number | undefined
}

function within(
  answering: Promise<ServerResponse>,
  { request, began, startMs, limitMs }: Limited,
  { deadlines }: PipelineOptions,
): Promise<ServerResponse> {
  if (limitMs === undefined) return answering
  const { verb } = request.info
  const expire = () => {
    const error = timeoutError(verb)
    request.stop(error)
    return error
  }
  const left = handlerLimitMs(verb, limitMs - (startMs - began))
  return deadlines.within(answering, { beganMs: startMs, limitMs: left, expire })
}

function identify(request: ApiRequest, options: PipelineOptions): Promise<void> | undefined {
  const user = options.authenticator.authenticate(request.http)
  if (user instanceof Promise) return user.then((found) => identified(request, found, options))
  identified(request, user, options)
  return undefined
}

function identified(request: ApiRequest, user: UserInfo, options: PipelineOptions): void {
  request.user = user
  if (user === anonymousUser && !options.anonymousPaths.has(request.info.path)) {
    throw statusFailure(401, 'Unauthorized', 'Unauthorized')
  }
  options.auditor?.begin(request, attributesOf(request, request.info.verb))
  if (!hasImpersonation(request.http)) return
  request.user = impersonated(request, options.authorizer)
  request.audit?.impersonated(request.user)
}

/** Any of its headers counts: one that is passed over would let the request run with its own rights. */
function hasImpersonation({ headers }: ServerRequest): boolean {
  for (const name in headers) if (/^impersonate-(user$|group$|uid$|extra-)/.test(name)) return true
  return false
}

/** Throws 404 where there is nothing at that path. */
function handlerOf(request: ApiRequest, options: PipelineOptions): RouteHandler {
  const { handle: delegated } = options.delegate(request) ?? {}
  if (delegated !== undefined) return (routed) => delegated(routed, options.core)
  if (!request.info.isResource) return options.plainRoute(request) ?? nothingThere(request, options)
  // What a backend answers is of its own form.
  const connect = connectHandler(request, options)
  if (connect?.methods?.has(request.http.method) === false) throw methodNotAllowed()
  if (connect?.handle !== undefined) {
    return (routed) => connect.handle?.(routed, options.core) as Promise<ServerResponse>
  }
  request.accept = negotiate(request.http.headers.accept)
  if (connect?.upgrade !== undefined) throw badRequest('Upgrade request required')
  return options.resourceRoute(request) ?? nothingThere(request, options)
}

/** Below the paths of the server's own groups a Status, elsewhere a page: by that, clients know who did not find it. */
function nothingThere({ info }: ApiRequest, { core }: PipelineOptions): RouteHandler {
  const [, root = '', group = ''] = info.path.split('/', 3)
  const own = root === 'apis' ? core.resources.hasBuiltInGroup(group) : root === 'api' || root === 'version'
  if (own) throw pathNotFound()
  return () => text('404 page not found\n', 404)
}

function connectHandler({ info }: ApiRequest, options: PipelineOptions) {
  if (info.subresource === '' || info.group !== '' || info.version !== 'v1') return undefined
  const name = `${info.resource}/${info.subresource}`
  return Object.hasOwn(options.connect, name) ? options.connect[name] : undefined
}

/** Throws 403 unless the user may. */
function permit(request: ApiRequest, verb: string, options: PipelineOptions): void {
  const attributes = attributesOf(request, verb)
  const decision = options.authorizer.authorize(attributes)
  options.auditor?.decided(request, attributes, decision)
  if (decision.verdict !== 'allow') throw forbiddenError(attributes, decision.reason)
}

export function attributesOf(request: ApiRequest, verb: string): Attributes {
  const { info, user, query } = request
  const { isResource, group, version, resource, subresource, namespace, path } = info
  const route = subresource === '' ? '' : `${resource}/${subresource}`
  const effective = route === '' ? verb : connectVerb(route, verb)
  const fieldSelector = query.has('fieldSelector') ? queryValue(query, 'fieldSelector') : ''
  const name = info.name === '' && fieldSelector !== '' ? selectedName(fieldSelector, verb) : info.name
  return {
    user,
    verb: effective,
    isResource,
    group,
    version,
    resource,
    subresource,
    namespace,
    name,
    fieldSelector,
    path,
  }
}

async function upgrade(
  http: ServerRequest,
  connection: UpgradeConnection,
  options: PipelineOptions,
): Promise<ServerResponse | undefined> {
  let request: ApiRequest | undefined
  try {
    request = new RoutedRequest(http)
    requireCaches(request, options.core)
    await identify(request, options)
    permit(request, upgradeVerb(request.info), options)
    options.auditor?.upgrading(request, connection)
    const delegate = options.delegate(request)
    if (delegate === undefined && wantsWatchSocket(request)) {
      await watchSocket(request, connection, options)
      request.audit?.ended()
      return undefined
    }
    const handler = delegate ?? connectHandler(request, options)
    if (handler?.upgrade === undefined) throw pathNotFound()
    await handler.upgrade(request, connection, options.core)
    request.audit?.ended()
    return undefined
  } catch (error) {
    const response = errorResponse(statusOf(error, { http, request, options }))
    if (request === undefined || options.auditor === undefined) return response
    return audited(request, response, options.auditor)
  }
}

async function watchSocket(
  request: ApiRequest,
  connection: UpgradeConnection,
  options: PipelineOptions,
): Promise<void> {
  const answer = () => handlerOf(request, options)(request)
  await serveWatchSocket(request, { connection, answer, clock: options.core.clock })
}

/** Faults may come before the answer's form has been settled, and a wrong Accept header is one of them. */
function errorMedia({ headers }: ServerRequest): Media {
  if (headers.accept === undefined || !/protobuf|yaml/.test(headers.accept)) return 'json'
  try {
    return negotiate(headers.accept).media
  } catch (error) {
    if (error instanceof StatusError) return 'json'
    throw error
  }
}

interface Failed {
  readonly http: ServerRequest
  readonly request: ApiRequest | undefined
  readonly options: PipelineOptions
}

function statusOf(error: unknown, failed: Failed): StatusError {
  if (error instanceof StatusError) return error
  const { http, options } = failed
  if (isAbort(error, http.signal)) return statusFailure(499, 'Timeout', 'the client went away')
  const { log } = options.core
  const message = error instanceof BugError ? 'a defect in the server' : 'request failed'
  if (error instanceof BugError) failed.request?.audit?.panicked(error.message)
  // Never the query: it may hold tokens.
  log.error(message, { method: http.method, path: http.target.split('?', 1)[0], err: error })
  return internalError(error instanceof Error ? error.message : String(error), error)
}
