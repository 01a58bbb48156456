// The channel protocol of exec and attach over WebSocket: every message begins with the number of its channel.
// Upstream: staging apimachinery pkg/util/remotecommand/constants.go, pkg/util/httpstream/wsstream.

export const channels = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4, close: 255 } as const

/** In order of preference. Only v5 can say that stdin has ended. */
export const commandProtocols = [
  'v5.channel.k8s.io',
  'v4.channel.k8s.io',
  'v4.base64.channel.k8s.io',
] as const

export type CommandProtocol = (typeof commandProtocols)[number]

/** The protocol to speak, or undefined where the client offers none that is known. */
export function chooseProtocol<P extends string>(
  offered: Iterable<string>,
  known: readonly P[],
): P | undefined {
  const set = new Set(offered)
  return known.find((protocol) => set.has(protocol))
}

export interface ChannelMessage {
  readonly channel: number
  readonly data: Buffer
}

const digitZero = 48

/** Undefined for a message without a channel. */
export function decodeMessage(protocol: CommandProtocol, message: Buffer): ChannelMessage | undefined {
  const first = message[0]
  if (first === undefined) return undefined
  const rest = message.subarray(1)
  if (protocol !== 'v4.base64.channel.k8s.io') return { channel: first, data: rest }
  return { channel: first - digitZero, data: Buffer.from(rest.toString('latin1'), 'base64') }
}

export function encodeMessage(protocol: CommandProtocol, channel: number, data: Uint8Array): Buffer | string {
  if (protocol === 'v4.base64.channel.k8s.io') return `${channel}${Buffer.from(data).toString('base64')}`
  return Buffer.concat([Buffer.of(channel), data])
}
