// One audited request: gathers what its way tells, and hands on an event at each stage.
// Upstream: apiserver pkg/endpoints/filters/audit.go, pkg/audit/context.go.
import type { Duplex } from 'node:stream'
import { deprecationOf } from '../../api/deprecations.ts'
import { isJsonObject } from '../../machinery/json-value.ts'
import type { Kind } from '../../machinery/kind.ts'
import type { ApiRequest } from '../request/api-request.ts'
import { isStream, type ServerResponse } from '../request/exchange.ts'
import { isLongRunning } from '../request/request-deadlines.ts'
import type { UserInfo } from '../request/user.ts'
import { whenSent } from '../request/when-sent.ts'
import type { AuditEvent, ObjectReference, ResponseStatus } from './audit-event.ts'
import { answerJson, bodyJson, objectJson, statusIn } from './audit-objects.ts'
import { type AuditStage, auditLevels } from './audit-policy.ts'
import type { AuditAttributes, RequestAuditConfig } from './audit-rules.ts'
import type { AuditTrail } from './audit-trail.ts'
import { sourceIPs } from './source-ips.ts'

export interface TrailOptions {
  readonly config: RequestAuditConfig
  readonly attributes: AuditAttributes
  readonly auditID: string
  readonly now: () => number
  /** The kind that is served at the request's path, where this server serves it. */
  readonly kind: Kind | undefined
  /** False where it could not be stored and the request may not go on without. */
  readonly emit: (event: AuditEvent) => boolean
}

export class RequestAudit implements AuditTrail {
  readonly auditID: string
  readonly #request: ApiRequest
  readonly #options: TrailOptions
  readonly #receivedMs: number
  readonly #sourceIPs: readonly string[]
  readonly #objectRef: ObjectReference | undefined
  readonly #notes = new Map<string, string>()
  #impersonated: UserInfo | undefined
  #requestObject: string | undefined
  #responseObject: string | undefined
  #status: ResponseStatus | undefined
  #panic: string | undefined
  #started = false
  #done = false

  constructor(request: ApiRequest, options: TrailOptions) {
    this.#request = request
    this.#options = options
    this.auditID = options.auditID
    this.#receivedMs = options.now()
    this.#sourceIPs = sourceIPs(request.http)
    this.#objectRef = objectReference(options.attributes)
    const going = options.kind && deprecationOf(options.kind)
    if (going === undefined) return
    this.#notes.set('k8s.io/deprecated', 'true')
    if (going.removed !== undefined) this.#notes.set('k8s.io/removed-release', going.removed)
  }

  /** False: the request may not go on. */
  received(): boolean {
    return this.#emit('RequestReceived')
  }

  sent(obj: object): void {
    const { metadata } = obj as { readonly metadata?: unknown }
    if (isJsonObject(metadata) && this.#objectRef !== undefined) complete(this.#objectRef, metadata)
    if (this.#says('Request')) this.#requestObject = objectJson(obj, this.#options.config)
  }

  impersonated(user: UserInfo): void {
    this.#impersonated = user
  }

  decided(verdict: 'allow' | 'forbid', reason: string): void {
    this.#notes.set('authorization.k8s.io/decision', verdict)
    this.#notes.set('authorization.k8s.io/reason', reason)
  }

  panicked(message: string): void {
    this.#panic = message
  }

  /** The answer as it goes out: one that is sent in pieces is told of when the last has been. */
  answered(response: ServerResponse): ServerResponse {
    if (this.#done) return response
    if (this.#panic !== undefined) {
      const message = `APIServer panic'd: ${this.#panic}`
      this.#status = { status: 'Failure', message, reason: 'InternalError', code: 500 }
      this.#finish('Panic')
      return response
    }
    this.#recordRequest()
    this.#recordAnswer(response)
    if (isLongRunning(this.#request.info)) this.#start()
    if (isStream(response.body))
      return { ...response, body: whenSent(response.body, this.#request.http.signal, () => this.ended()) }
    this.ended()
    return response
  }

  upgraded(): void {
    this.#status ??= { code: 101 }
    this.#start()
  }

  /** Looks at the first line that goes over the connection: it says whether another protocol has begun. */
  watch(socket: Duplex): void {
    const { write } = socket
    socket.write = ((...args: Parameters<typeof write>) => {
      socket.write = write
      const [, code = '101'] = /^HTTP\/1\.1 (\d{3})/.exec(String(args[0]).slice(0, 16)) ?? []
      this.#status = { code: Number(code) }
      this.upgraded()
      return write.apply(socket, args)
    }) as typeof write
  }

  ended(): void {
    this.#status ??= { status: 'Success', message: 'Connection closed early', code: 200 }
    this.#finish('ResponseComplete')
  }

  /** Of a request whose sender is not known there is nothing more to tell. */
  refused(message: string): void {
    this.#status = { message, code: 401 }
    this.#done = true
    this.#emit('ResponseStarted')
  }

  #says(level: 'Request' | 'RequestResponse'): boolean {
    return auditLevels.indexOf(this.#options.config.level) >= auditLevels.indexOf(level)
  }

  /** Patches and what deletes are told: nobody decodes them to an object of the resource. */
  #recordRequest(): void {
    const { bytes, info, http } = this.#request
    if (this.#requestObject !== undefined || bytes === undefined || !this.#says('Request')) return
    if (!info.isResource || !/^(patch|delete|deletecollection)$/.test(info.verb)) return
    const contentType = http.headers['content-type'] ?? ''
    this.#requestObject = bodyJson(bytes, { contentType, ...this.#options.config })
  }

  #recordAnswer(response: ServerResponse): void {
    const { config, kind } = this.#options
    const { info } = this.#request
    // What a proxy passes on is of anybody's making.
    const isOwn = kind !== undefined && !isLongRunning(info)
    if (isOwn && this.#says('RequestResponse'))
      this.#responseObject = answerJson(response, { kind, ...config })
    const mayBeStatus = response.status >= 400 || info.verb.startsWith('delete')
    this.#status = { ...(mayBeStatus && statusIn(response)), code: response.status }
  }

  #start(): void {
    if (this.#started) return
    this.#started = true
    this.#emit('ResponseStarted')
  }

  #finish(stage: AuditStage): void {
    if (this.#done) return
    this.#done = true
    this.#emit(stage)
  }

  #emit(stage: AuditStage): boolean {
    const { config, attributes, auditID, now, emit } = this.#options
    if (config.omitStages.has(stage)) return true
    const { http } = this.#request
    return emit({
      level: config.level,
      auditID,
      stage,
      requestURI: http.target,
      verb: attributes.verb,
      user: attributes.user,
      impersonatedUser: this.#impersonated,
      sourceIPs: this.#sourceIPs,
      userAgent: http.headers['user-agent'] ?? '',
      objectRef: this.#objectRef,
      responseStatus: this.#status,
      requestObject: this.#requestObject,
      responseObject: this.#responseObject,
      receivedMs: this.#receivedMs,
      stageMs: stage === 'RequestReceived' ? this.#receivedMs : now(),
      annotations: this.#annotations(),
    })
  }

  /** Admission leaves its notes with the request. */
  #annotations(): ReadonlyMap<string, string> {
    const { annotations } = this.#request
    return annotations === undefined ? this.#notes : new Map([...annotations, ...this.#notes])
  }
}

function objectReference(attributes: AuditAttributes): ObjectReference | undefined {
  if (!attributes.isResource) return undefined
  const { resource, namespace, name, group, version, subresource } = attributes
  return { resource, namespace, name, uid: '', apiGroup: group, apiVersion: version, subresource }
}

/** What the path does not say, the object may. */
function complete(reference: ObjectReference, metadata: Readonly<Record<string, unknown>>): void {
  for (const field of ['namespace', 'name', 'uid', 'resourceVersion'] as const) {
    const told = metadata[field]
    if (!reference[field] && typeof told === 'string') reference[field] = told
  }
}
