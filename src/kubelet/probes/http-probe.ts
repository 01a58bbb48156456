// httpGet: any answer from 200 to 399 will do. A redirect is followed only to the same host, and no credentials exist that
// could be forwarded. Upstream: pkg/probe/http/http.go
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { onAbort } from '../../base/abort.ts'
import type { Clock } from '../../base/clock.ts'
import { request as httpRequest } from '../../base/node/http.ts'
import { cut, dialError, hostPort, maxOutputBytes, type ProbeOutcome } from './probe-result.ts'

export interface HttpTarget {
  readonly scheme: 'HTTP' | 'HTTPS'
  readonly host: string
  readonly port: number
  readonly path: string
  readonly headers: readonly { readonly name: string; readonly value: string }[]
}

export interface HttpProbeOptions {
  readonly clock: Clock
  readonly timeoutMs: number
  readonly userAgent: string
  readonly signal: AbortSignal
}

interface HttpAnswer {
  readonly status: number
  readonly location: string
  readonly body: string
}

const maxRedirects = 10
const timedOut = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'

export async function probeHttp(target: HttpTarget, options: HttpProbeOptions): Promise<ProbeOutcome> {
  const late = new AbortController()
  using _ = options.clock.after(options.timeoutMs, () => late.abort(new Error(timedOut)))
  const signal = AbortSignal.any([options.signal, late.signal])
  let url = urlOf(target)
  for (let redirects = 0; redirects <= maxRedirects; redirects++) {
    const answer = await ask(url, target, { ...options, signal }).catch((error: unknown) => {
      options.signal.throwIfAborted()
      return late.signal.aborted ? timedOut : textOf(error, url)
    })
    if (typeof answer === 'string') return { result: 'Failure', output: `Get "${url.href}": ${answer}` }
    const next = redirectOf(answer, url)
    if (next === undefined) return judge(answer)
    if (next.hostname !== url.hostname)
      return { result: 'Warning', output: `Probe terminated redirects, Response body: ${answer.body}` }
    url = next
  }
  return { result: 'Failure', output: `Get "${url.href}": stopped after ${maxRedirects} redirects` }
}

function judge({ status, body }: HttpAnswer): ProbeOutcome {
  if (status >= 200 && status < 400) return { result: 'Success', output: body }
  return { result: 'Failure', output: `HTTP probe failed with statuscode: ${status}` }
}

function redirectOf({ status, location }: HttpAnswer, base: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status) || location === '') return undefined
  return URL.parse(location, base) ?? undefined
}

export function urlOf({ scheme, host, port, path }: HttpTarget): URL {
  const base = new URL(`${scheme.toLowerCase()}://${hostPort(host, port)}/`)
  // Only what comes after the host is the pod's to say.
  const [before = '', query] = path.split(/\?(.*)/s)
  base.pathname = before
  if (query !== undefined) base.search = query
  return base
}

function textOf(error: unknown, url: URL): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ECONNRESET' && message === 'socket hang up') return 'EOF'
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  return code === undefined ? message : dialError(error, hostPort(url.hostname.replace(/^\[|\]$/g, ''), port))
}

function headersOf(target: HttpTarget, userAgent: string): Record<string, string | string[]> {
  const headers = new Map<string, string[]>([
    ['user-agent', [userAgent]],
    ['accept', ['*/*']],
  ])
  const own = new Map<string, string[]>()
  for (const { name, value } of target.headers) {
    const key = name.toLowerCase()
    own.set(key, [...(own.get(key) ?? []), value])
  }
  const all = new Map([...headers, ...own, ['connection', ['close']] as const])
  // An empty value takes a header out.
  for (const [key, values] of all) if (values.every((value) => value === '')) all.delete(key)
  return Object.fromEntries(
    [...all].map(([key, values]) => [key, values.length === 1 ? (values[0] ?? '') : values]),
  )
}

async function ask(url: URL, target: HttpTarget, options: HttpProbeOptions): Promise<HttpAnswer> {
  const { signal } = options
  signal.throwIfAborted()
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const request = send(url, {
    agent: false,
    // A pod's certificate is for its clients; a probe only asks whether it answers.
    rejectUnauthorized: false,
    headers: headersOf(target, options.userAgent),
    setDefaultHeaders: true,
  })
  using _ = onAbort(signal, () => request.destroy(signal.reason))
  request.on('error', reject)
  request.on('response', resolve)
  request.end()
  const response = await promise
  const body = await bodyOf(response)
  request.destroy()
  return { status: response.statusCode ?? 0, location: response.headers.location ?? '', body }
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of response) {
    pieces.push(piece as Buffer)
    size += (piece as Buffer).length
    if (size >= maxOutputBytes) break
  }
  return cut(Buffer.concat(pieces).toString('utf8'))
}
