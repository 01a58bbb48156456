// Calls of an API server in this process as a test writes them: JSON in, status and parsed JSON out.
import type { HttpHandler } from '../../src/machinery/http.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** The parsed body; undefined where it is no JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at fields of every kind
  readonly body: any
}

export type Call = (
  method: string,
  target: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Answer>

const { signal } = new AbortController()

/** Bodies that are no strings go as JSON. */
export function caller(handler: HttpHandler): Call {
  return async (method, target, body, headers = {}) => {
    const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
    const type = sent === undefined ? {} : { 'content-type': 'application/json' }
    const request = {
      method,
      target,
      headers: { ...type, ...headers },
      signal,
      ...(sent !== undefined && { body: sent }),
    }
    const response = await handler(request)
    const parts: Uint8Array[] = []
    for await (const part of response.body) parts.push(part)
    const text = Buffer.concat(parts).toString()
    return { status: response.status, headers: response.headers, text, body: parsed(text) }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export interface Watched extends AsyncDisposable {
  /** The next event; undefined when the stream has ended. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at fields of every kind
  next(): Promise<any>
}

/** Opens a watch and takes its events one by one. */
export async function watch(
  handler: HttpHandler,
  target: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Watched> {
  const stop = new AbortController()
  const response = await handler({ method: 'GET', target, headers, signal: stop.signal })
  if (response.status !== 200) {
    for await (const _ of response.body);
    throw new Error(`watch answered ${response.status}`)
  }
  const events = lines(response.body)
  return {
    async next() {
      const { value, done } = await events.next()
      return done === true ? undefined : JSON.parse(value)
    },
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the test is over'))
      await events.return(undefined)
    },
  }
}

async function* lines(body: AsyncIterable<Uint8Array>): AsyncGenerator<string, undefined> {
  let rest = ''
  for await (const part of body) {
    rest += Buffer.from(part).toString()
    const found = rest.split('\n')
    rest = found.pop() ?? ''
    yield* found
  }
}

export const json = { 'content-type': 'application/json' }
export const patchTypes = {
  json: { 'content-type': 'application/json-patch+json' },
  merge: { 'content-type': 'application/merge-patch+json' },
  strategic: { 'content-type': 'application/strategic-merge-patch+json' },
  apply: { 'content-type': 'application/apply-patch+yaml' },
}
