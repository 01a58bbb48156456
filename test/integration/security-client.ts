// Raw requests for the tests of attacks: whatever target, method, headers and bytes, without a client that would tidy them
// up; and users whose rights are given in a line.
import assert from 'node:assert/strict'
import type { HttpHandler } from '../../src/machinery/http.ts'
import type { TestServer } from '../../src/testing/cluster.ts'

// biome-ignore lint/suspicious/noExplicitAny: whatever a server answers
export type Json = any

export interface Answer {
  readonly code: number
  readonly text: string
  readonly json: Json
}

export interface Sending {
  readonly body?: object | string | Uint8Array
  readonly headers?: Readonly<Record<string, string>>
  readonly type?: string
}

export type Send = (method: string, target: string, sending?: Sending) => Promise<Answer>

const { signal } = new AbortController()

/** Requests in process as the bearer of a token, '' for nobody; as admin where none is given. */
export function sender(server: TestServer, token?: string): Send {
  return senderOf(server.handler(token))
}

export function senderOf(handler: HttpHandler, token = ''): Send {
  return async (method, target, { body, headers = {}, type = 'application/json' } = {}) => {
    const bytes = typeof body === 'object' && !(body instanceof Uint8Array) ? JSON.stringify(body) : body
    const response = await handler({
      method,
      target,
      headers: {
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...(bytes !== undefined && { 'content-type': type }),
        ...headers,
      },
      ...(bytes !== undefined && { body: bytes }),
      signal,
    })
    const chunks: Uint8Array[] = []
    for await (const chunk of response.body) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    return { code: response.status, text, json: parsed(text) }
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Sends and expects a status; gives the body. */
export async function expect(code: number, answer: Promise<Answer>, what = ''): Promise<Json> {
  const got = await answer
  assert.equal(got.code, code, `${what} ${got.text.slice(0, 500)}`)
  return got.json
}

export interface Rule {
  readonly verbs: readonly string[]
  readonly resources?: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
}

/** Gives a user rights: in a namespace, or everywhere. */
export async function grant(
  admin: Send,
  user: string,
  { rules, namespace }: { readonly rules: readonly Rule[]; readonly namespace?: string },
): Promise<void> {
  const scope = namespace === undefined ? '' : `/namespaces/${namespace}`
  const kind = namespace === undefined ? 'ClusterRole' : 'Role'
  const base = `/apis/rbac.authorization.k8s.io/v1${scope}/${kind.toLowerCase()}`
  const name = `for-${user}`
  const full = rules.map((rule) => ({ ...(rule.resources && { apiGroups: [''] }), ...rule }))
  await expect(201, admin('POST', `${base}s`, { body: { metadata: { name }, rules: full } }))
  const binding = {
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: user }],
  }
  await expect(201, admin('POST', `${base}bindings`, { body: binding }))
}

export async function makeNamespaces(admin: Send, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { code } = await admin('POST', '/api/v1/namespaces', { body: { metadata: { name } } })
    assert.ok(code === 201 || code === 409, `namespace ${name}: ${code}`)
  }
}

export const draftPod = (name: string, more: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'i' }], ...more },
})
