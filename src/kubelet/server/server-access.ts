// Who may use the kubelet's server: the API server by its client certificate, anybody else by what the API server says of
// their token and rights. Upstream: pkg/kubelet/server/auth.go.
import type { TLSSocket } from 'node:tls'
import { TokenReview } from '../../api/authentication/token-review/token-review.kind.ts'
import { SubjectAccessReview } from '../../api/authorization/subject-access-review/subject-access-review.kind.ts'
import type { Clock } from '../../base/clock.ts'
import type { Client } from '../../client/client.ts'

export interface Caller {
  readonly name: string
  readonly groups: readonly string[]
}

export interface Attributes {
  readonly verb: string
  /** Subresource of nodes. */
  readonly subresource: 'proxy' | 'stats' | 'metrics' | 'log' | 'pods' | 'healthz'
}

/** Opening a way into a container is `create`, whatever the method: a GET that upgrades is no reading. */
const opening = /^\/(exec|attach|portForward|run)\//

/** `path` is decoded, as the router will see it: `/%65xec/` opens a container as well. */
export function attributesOf(method: string, path: string): Attributes {
  const verb = opening.test(path)
    ? 'create'
    : ({ GET: 'get', HEAD: 'get', POST: 'create', PUT: 'update', DELETE: 'delete' }[method] ?? 'get')
  if (path.startsWith('/stats/')) return { verb, subresource: 'stats' }
  if (path === '/metrics' || path.startsWith('/metrics/')) return { verb, subresource: 'metrics' }
  if (path.startsWith('/logs/')) return { verb, subresource: 'log' }
  if (path === '/healthz') return { verb, subresource: 'healthz' }
  if (path === '/pods') return { verb, subresource: 'pods' }
  return { verb, subresource: 'proxy' }
}

export interface AccessOptions {
  readonly client: Client
  readonly clock: Clock
  readonly nodeName: string
}

export interface Access {
  /** Undefined for a caller without credentials that hold. */
  authenticate(
    socket: TLSSocket,
    authorization: string | undefined,
    signal: AbortSignal,
  ): Promise<Caller | undefined>
  authorize(caller: Caller, attributes: Attributes, signal: AbortSignal): Promise<boolean>
}

const keepMs = 10_000
const maxKept = 1000

interface Kept<T> {
  readonly value: T
  readonly until: number
}

/** Answers are kept for ten seconds, so that a scraper does not ask the API server each time. */
class AnswerCache<T> {
  readonly #entries = new Map<string, Kept<T>>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async get(key: string, ask: () => Promise<T>): Promise<T> {
    const kept = this.#entries.get(key)
    if (kept !== undefined && kept.until > this.#clock.monotonic()) return kept.value
    const value = await ask()
    if (this.#entries.size >= maxKept) this.#entries.clear()
    this.#entries.set(key, { value, until: this.#clock.monotonic() + keepMs })
    return value
  }
}

export function createAccess({ client, clock, nodeName }: AccessOptions): Access {
  const callers = new AnswerCache<Caller | undefined>(clock)
  const verdicts = new AnswerCache<boolean>(clock)
  return {
    async authenticate(socket, authorization, signal) {
      const byCertificate = certificateCaller(socket)
      if (byCertificate !== undefined) return byCertificate
      const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
      if (token === undefined) return undefined
      return callers.get(token, () => reviewToken(client, token, signal))
    },
    async authorize(caller, attributes, signal) {
      if (caller.groups.includes('system:masters')) return true
      const key = JSON.stringify([caller, attributes])
      return verdicts.get(key, () => reviewAccess(client, { caller, attributes, nodeName, signal }))
    },
  }
}

/** The certificate's subject, if the cluster's authority signed it. */
function certificateCaller(socket: TLSSocket): Caller | undefined {
  if (!socket.authorized) return undefined
  const { subject } = socket.getPeerCertificate()
  if (typeof subject?.CN !== 'string' || subject.CN === '') return undefined
  const groups = subject.O === undefined ? [] : [subject.O].flat()
  return { name: subject.CN, groups }
}

async function reviewToken(client: Client, token: string, signal: AbortSignal): Promise<Caller | undefined> {
  const review = await client.create(TokenReview, { metadata: {}, spec: { token } }, { signal })
  const { authenticated = false, user } = review.status ?? {}
  return authenticated ? { name: user?.username ?? '', groups: user?.groups ?? [] } : undefined
}

async function reviewAccess(
  client: Client,
  asked: {
    readonly caller: Caller
    readonly attributes: Attributes
    readonly nodeName: string
    readonly signal: AbortSignal
  },
): Promise<boolean> {
  const { caller, attributes, nodeName, signal } = asked
  const may = async (subresource: string) => {
    const resourceAttributes = {
      verb: attributes.verb,
      version: 'v1',
      resource: 'nodes',
      subresource,
      name: nodeName,
    }
    const spec = { user: caller.name, groups: [...caller.groups], resourceAttributes }
    const review = await client.create(SubjectAccessReview, { metadata: {}, spec }, { signal })
    return review.status?.allowed === true
  }
  // Fine-grained rights first, then the one that covers everything (KEP-2862).
  return (await may(attributes.subresource)) || (attributes.subresource !== 'proxy' && (await may('proxy')))
}
