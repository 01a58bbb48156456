// The token by which a list goes on: the revision it shows and the key it stopped at. Upstream's own form, so that it
// reads the same in logs: apiserver pkg/storage/continue.go.
import { badRequest } from '../../machinery/status-error.ts'

const tokenVersion = 'meta.k8s.io/v1'

export interface ContinueToken {
  /** -1: go on from the newest state. */
  readonly revision: number
  /** The first key that may follow. */
  readonly start: string
}

export function encodeContinue(token: ContinueToken): string {
  return Buffer.from(JSON.stringify({ v: tokenVersion, rv: token.revision, start: token.start })).toString(
    'base64url',
  )
}

export function decodeContinue(text: string): ContinueToken {
  const fault = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`)
  if (!/^[A-Za-z0-9_-]+$/.test(text)) throw fault('illegal base64 data')
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw fault(cause.message)
  }
  if (typeof parsed !== 'object' || parsed === null) throw fault('not an object')
  const { v, rv, start } = parsed as { v?: unknown; rv?: unknown; start?: unknown }
  if (v !== tokenVersion) throw fault(`server does not recognize this encoded version ${JSON.stringify(v)}`)
  if (!Number.isSafeInteger(rv) || rv === 0) throw fault('incorrect encoded start resourceVersion')
  if (typeof start !== 'string' || start === '') throw fault('encoded start key empty')
  return { revision: rv as number, start }
}
