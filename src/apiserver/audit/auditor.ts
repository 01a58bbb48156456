// Audits the requests of a server: evaluates the policy for each, and hands the events of those that fall under it to the backends.
// Upstream: apiserver pkg/endpoints/filters/{audit,audit_init,authn_audit}.go, pkg/audit/metrics.go.
// Differs: answers bear an Audit-ID only where requests are audited.
import type { Registry } from 'prom-client'
import Counter from 'prom-client/lib/counter.js'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { type Rng, uuid } from '../../base/rng.ts'
import { TaskGroup } from '../../base/task-group.ts'
import type { Kind } from '../../machinery/kind.ts'
import { internalError } from '../../machinery/status-error.ts'
import type { Attributes } from '../authz/authorizer.ts'
import type { RbacObjects } from '../authz/rbac-objects.ts'
import { rbacReason } from '../authz/rbac-reason.ts'
import type { UpgradeConnection } from '../connect.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerRequest, ServerResponse } from '../request/exchange.ts'
import { withHeaders } from '../request/respond.ts'
import { anonymousUser } from '../request/user.ts'
import { type AuditEvent, eventFields } from './audit-event.ts'
import type { AuditPolicy } from './audit-policy.ts'
import { type AuditAttributes, auditRules, type RequestAuditConfig } from './audit-rules.ts'
import { RequestAudit } from './request-audit.ts'

/** Where events go. */
export interface AuditBackend {
  /** Upstream's name of the plugin. */
  readonly name: string
  /** Takes an event, as eventFields() gives it. May throw: the event is counted as lost. */
  write(fields: string): void
  /** A request whose arrival it cannot take is refused. */
  readonly strict?: boolean
  /** What it does beside; ends when the signal aborts and what it holds has been given away. */
  run?(signal: AbortSignal): Promise<void>
  close?(): void
}

/** What backends are made with. */
export interface BackendContext {
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  /** Events that were taken could not be given away. */
  lost(plugin: string, count: number, error: unknown): void
}

export interface AuditContext {
  readonly metrics: Registry
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  /** The kind that this server serves there. */
  kindAt(info: ApiRequest['info']): Kind | undefined
  /** Who may do what, for the reasons. */
  readonly rbac: RbacObjects
}

export interface AuditorOptions {
  readonly policy: AuditPolicy
  readonly backends: readonly ((context: BackendContext) => AuditBackend)[]
}

export class Auditor implements Disposable {
  readonly #rules: (attributes: AuditAttributes) => RequestAuditConfig
  readonly #backends: readonly AuditBackend[]
  readonly #context: AuditContext
  readonly #events: Counter
  readonly #errors: Counter<'plugin'>
  readonly #levels: Counter<'level'>
  readonly #rejected: Counter

  constructor({ policy, backends }: AuditorOptions, context: AuditContext) {
    const registers = [context.metrics]
    this.#rules = auditRules(policy)
    this.#context = context
    this.#events = new Counter({
      name: 'apiserver_audit_event_total',
      help: 'Counter of audit events generated and sent to the audit backend.',
      registers,
    })
    this.#errors = new Counter({
      name: 'apiserver_audit_error_total',
      help: 'Counter of audit events that failed to be audited properly. Plugin identifies the plugin affected by the error.',
      labelNames: ['plugin'],
      registers,
    })
    this.#levels = new Counter({
      name: 'apiserver_audit_level_total',
      help: 'Counter of policy levels for audit events (1 per request).',
      labelNames: ['level'],
      registers,
    })
    this.#rejected = new Counter({
      name: 'apiserver_audit_requests_rejected_total',
      help: 'Counter of apiserver requests rejected due to an error in audit logging backend.',
      registers,
    })
    const { clock, rng, log } = context
    const lost = (plugin: string, count: number, error: unknown) => this.#lost(plugin, count, error)
    this.#backends = backends.map((create) => create({ clock, rng, log, lost }))
  }

  /**
   * Follows a request from here on, where the policy asks for it. It has been authenticated, and speaks for itself still.
   * Throws StatusError where that has to be stored and cannot be.
   */
  begin(request: ApiRequest, attributes: AuditAttributes): void {
    const trail = this.#follow(request, attributes)
    if (trail === undefined || trail.received()) return
    this.#rejected.inc()
    throw internalError('failed to store audit event')
  }

  #follow(request: ApiRequest, attributes: AuditAttributes): RequestAudit | undefined {
    const config = this.#rules(attributes)
    this.#levels.inc({ level: config.level })
    if (config.level === 'None') return undefined
    const { clock } = this.#context
    const trail = new RequestAudit(request, {
      config,
      attributes,
      auditID: this.#auditID(request.http),
      now: () => clock.now(),
      kind: this.#context.kindAt(request.info),
      emit: (event) => this.#emit(event),
    })
    request.audit = trail
    return trail
  }

  /** Notes what authorisation said. */
  decided(request: ApiRequest, attributes: Attributes, decision: { verdict: string; reason: string }): void {
    if (request.audit === undefined) return
    const allowed = decision.verdict === 'allow'
    const reason =
      allowed && decision.reason === '' ? rbacReason(this.#context.rbac, attributes) : decision.reason
    request.audit.decided(allowed ? 'allow' : 'forbid', reason)
  }

  /** The answer as it goes out, with the audit's ID. */
  answered(request: ApiRequest, response: ServerResponse, attributes: () => Attributes): ServerResponse {
    try {
      return this.#answered(request, response, attributes)
    } catch (error) {
      // A defect here must not take the answer away, nor the server.
      this.#lost('audit', 1, error)
      return response
    }
  }

  #answered(request: ApiRequest, response: ServerResponse, attributes: () => Attributes): ServerResponse {
    const trail = this.trailOf(request)
    if (trail !== undefined) {
      return withHeaders(trail.answered(response), { 'audit-id': trail.auditID })
    }
    // Nobody came to be audited: authentication had refused.
    if (response.status === 401 && request.user === anonymousUser) {
      const refused = this.#follow(request, { ...attributes(), user: undefined })
      refused?.refused(refusal(request.http))
    }
    const auditID = this.trailOf(request)?.auditID ?? this.#auditID(request.http)
    return withHeaders(response, { 'audit-id': auditID })
  }

  /** Follows a connection that may go over to another protocol; call `ended()` of the trail when it is over. */
  upgrading(request: ApiRequest, { socket }: UpgradeConnection): void {
    this.trailOf(request)?.watch(socket)
  }

  trailOf({ audit }: ApiRequest): RequestAudit | undefined {
    return audit instanceof RequestAudit ? audit : undefined
  }

  /** Serves the backends until the signal aborts, and ends when they have given everything away. */
  async run(signal: AbortSignal): Promise<void> {
    await using tasks = new TaskGroup({ signal })
    for (const backend of this.#backends) tasks.spawn(async (stop) => await backend.run?.(stop))
    await tasks.wait()
  }

  [Symbol.dispose](): void {
    for (const backend of this.#backends) backend.close?.()
  }

  #auditID({ headers }: ServerRequest): string {
    const given = headers['audit-id'] ?? ''
    return given === '' ? uuid(this.#context.rng) : given
  }

  #emit(event: AuditEvent): boolean {
    this.#events.inc()
    const fields = eventFields(event)
    let mayGoOn = true
    for (const backend of this.#backends) {
      try {
        backend.write(fields)
      } catch (error) {
        this.#lost(backend.name, 1, error)
        if (backend.strict === true) mayGoOn = false
      }
    }
    return mayGoOn
  }

  #lost(plugin: string, count: number, error: unknown): void {
    this.#errors.inc({ plugin }, count)
    this.#context.log.error('audit events were lost', { plugin, count, err: error })
  }
}

/** Upstream: pkg/endpoints/filters/authn_audit.go getAuthMethods. */
function refusal({ headers, connection, target }: ServerRequest): string {
  const methods: string[] = []
  if (connection.certificate !== undefined || connection.certificateFault !== undefined) methods.push('x509')
  const [scheme = ''] = (headers.authorization ?? '').split(' ')
  if (/^basic$/i.test(scheme)) methods.push('basic')
  if (/[?&]access_token=/.test(target)) methods.push('access_token')
  if (/^bearer$/i.test(scheme)) methods.push('bearer')
  return methods.length === 0
    ? 'Authentication failed, no credentials provided'
    : `Authentication failed, attempted: ${methods.join(', ')}`
}
