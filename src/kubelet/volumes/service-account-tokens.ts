// Tokens of service accounts for projected volumes: asked of the API, bound to the pod, kept until four fifths of their life
// or a day have passed. Never written anywhere by this file. Upstream: pkg/kubelet/token/token_manager.go

import type { TokenRequest } from '../../api/authentication/token-request/token-request.schema.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { ServiceAccountTokenProjection } from '../../api/core/pod/pod-volumes.schema.ts'
import { ServiceAccount } from '../../api/core/service-account/service-account.kind.ts'
import { isAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import { type Rng, randomInt } from '../../base/rng.ts'
import type { Client } from '../../client/client.ts'
import { timeMs } from '../../machinery/meta/time.ts'

interface Token {
  readonly text: string
  readonly expiresAtMs: number
  readonly refreshAtMs: number
}

const dayMs = 24 * 3_600_000
const maxJitterMs = 10_000
const defaultSeconds = 3600

export class ServiceAccountTokens {
  readonly #client: Client
  readonly #clock: Clock
  readonly #rng: Rng
  readonly #log: Logger
  readonly #tokens = new Map<string, Token>()

  constructor(options: {
    readonly client: Client
    readonly clock: Clock
    readonly rng: Rng
    readonly log: Logger
  }) {
    this.#client = options.client
    this.#clock = options.clock
    this.#rng = options.rng
    this.#log = options.log
  }

  async get(
    pod: Pod,
    source: ServiceAccountTokenProjection,
    options: { readonly signal: AbortSignal },
  ): Promise<string> {
    const key = JSON.stringify([
      pod.metadata.uid,
      pod.spec.serviceAccountName,
      source.audience,
      source.expirationSeconds,
    ])
    const known = this.#tokens.get(key)
    const now = this.#clock.now()
    if (known !== undefined && now < known.refreshAtMs) return known.text
    try {
      const token = await this.#request(pod, source, options)
      this.#tokens.set(key, token)
      return token.text
    } catch (error) {
      if (isAbort(error, options.signal) || known === undefined || known.expiresAtMs <= now) throw error
      // The one at hand still holds; it is tried again at the next sync.
      this.#log.warn('could not refresh the token of a service account', {
        pod: pod.metadata.name,
        error: (error as Error).message,
      })
      return known.text
    }
  }

  forget(podUid: string): void {
    const prefix = JSON.stringify([podUid]).slice(0, -1)
    for (const key of this.#tokens.keys()) if (key.startsWith(prefix)) this.#tokens.delete(key)
  }

  async #request(
    pod: Pod,
    source: ServiceAccountTokenProjection,
    options: { readonly signal: AbortSignal },
  ): Promise<Token> {
    const { namespace, name, uid } = pod.metadata
    const { audience = '', expirationSeconds = defaultSeconds } = source
    const requestedAt = this.#clock.now()
    const answer = await this.#client.post<TokenRequest>(
      ServiceAccount,
      { namespace, name: pod.spec.serviceAccountName ?? 'default' },
      {
        ...options,
        subresource: 'token',
        body: {
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
          spec: {
            audiences: audience === '' ? [] : [audience],
            expirationSeconds,
            boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid },
          },
        },
      },
    )
    const expiresAtMs = timeMs(answer.status?.expirationTimestamp) ?? requestedAt + expirationSeconds * 1000
    const jitter = randomInt(this.#rng, maxJitterMs)
    const life = (expiresAtMs - requestedAt) * 0.8
    return {
      text: answer.status?.token ?? '',
      expiresAtMs,
      refreshAtMs: requestedAt + Math.min(life, dayMs) - jitter,
    }
  }
}
