// One plain HTTP request on a connection of its own, so that each is balanced anew.
import { get } from 'node:http'

/** The body of a 200 answer; anything else throws. */
export function httpGet(
  url: string,
  options: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const request = get(
    url,
    { agent: false, signal: options.signal, timeout: options.timeoutMs },
    (response) => {
      let body = ''
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        body += text
      })
      response.on('error', reject)
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(body)
          : reject(new Error(`${url} answered ${response.statusCode}`)),
      )
    },
  )
  request.on('timeout', () =>
    request.destroy(new Error(`${url} did not answer within ${options.timeoutMs} ms`)),
  )
  request.on('error', reject)
  return promise
}
