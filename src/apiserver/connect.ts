// The hook for what is no plain request: exec, attach, port-forward, logs and proxies, which the server passes on to a
// kubelet. The pipeline routes, authenticates and authorises; a handler does the rest.
import type { Duplex } from 'node:stream'
import type { Core } from './registry/core.ts'
import type { ApiRequest } from './request/api-request.ts'
import type { ServerResponse } from './request/exchange.ts'

/** A connection that the client wants to use for another protocol; nothing has been written to it yet. */
export interface UpgradeConnection {
  readonly socket: Duplex
  /** Bytes that came after the request's head. */
  readonly head: Buffer
}

export interface ConnectHandler {
  /** HTTP methods that it takes; all where it is not said. */
  readonly methods?: ReadonlySet<string>
  /** Answers an ordinary HTTP request. Throws StatusError. */
  handle?(request: ApiRequest, core: Core): Promise<ServerResponse>
  /**
   * Takes over the connection. A StatusError thrown before the handler has written anything is answered as HTTP.
   */
  upgrade?(request: ApiRequest, connection: UpgradeConnection, core: Core): Promise<void>
}

/** By `resource/subresource` of the core group: `pods/exec`. */
export type ConnectHandlers = Readonly<Record<string, ConnectHandler>>

/** Opening a shell is a write, whatever HTTP verb the protocol uses. */
const alwaysCreate: ReadonlySet<string> = new Set(['pods/exec', 'pods/attach', 'pods/portforward'])

export function connectVerb(route: string, verb: string): string {
  return alwaysCreate.has(route) ? 'create' : verb
}

/** A kubelet opens shells for upgrades, so that to read through its proxy is not enough for one (k/k#119640). */
export function upgradeVerb(info: {
  readonly resource: string
  readonly subresource: string
  readonly verb: string
}): string {
  return info.resource === 'nodes' && info.subresource === 'proxy' ? 'create' : info.verb
}
