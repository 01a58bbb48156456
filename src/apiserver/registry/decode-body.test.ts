import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WireWriter } from '../../machinery/protobuf/wire.ts'
import { startTestServer, type TestServer } from '../../testing/cluster.ts'

/** A namespaced object with a name alone, in protobuf. */
function enveloped(apiVersion: string, kind: string, name: string): Uint8Array {
  const writer = new WireWriter()
  writer.raw(Uint8Array.of(0x6b, 0x38, 0x73, 0))
  nest(writer, 1, () => {
    text(writer, 1, apiVersion)
    text(writer, 2, kind)
  })
  nest(writer, 2, () => nest(writer, 1, () => text(writer, 1, name)))
  return writer.finish()
}

function nest(writer: WireWriter, field: number, content: () => void): void {
  writer.tag(field, 2)
  const opened = writer.open()
  content()
  writer.close(opened)
}

function text(writer: WireWriter, field: number, value: string): void {
  writer.tag(field, 2)
  writer.string(value)
}

async function post(server: TestServer, body: Uint8Array | string, type: string) {
  const answer = await server.handler()({
    method: 'POST',
    target: '/api/v1/namespaces/default/configmaps?fieldValidation=Strict',
    headers: { 'content-type': type },
    body,
    signal: new AbortController().signal,
  })
  const { kind, message, metadata } = (await new Response(ReadableStream.from(answer.body)).json()) as Record<
    string,
    { readonly name?: string }
  >
  return { status: answer.status, kind, message, name: metadata?.name }
}

test('decodeBody() reads protobuf, and answers a wrong kind, a broken body and an unknown type as upstream does', async () => {
  await using server = await startTestServer()
  const protobuf = 'application/vnd.kubernetes.protobuf'
  const made = await post(server, enveloped('v1', 'ConfigMap', 'made'), protobuf)
  assert.deepEqual(made, { status: 201, kind: 'ConfigMap', message: undefined, name: 'made' })
  const check = async (body: Uint8Array | string, type: string, status: number, message: RegExp) => {
    const answer = await post(server, body, type)
    assert.equal(answer.status, status)
    assert.match(String(answer.message), message)
  }
  await check(enveloped('v1', 'Secret', 'other'), protobuf, 400, /cannot be handled as a ConfigMap/)
  await check('{}', protobuf, 400, /does not appear to be a protobuf message/)
  await check('{}', 'text/plain', 415, /accepted media types include: .*application\/vnd.kubernetes.protobuf/)
})
