import assert from 'node:assert/strict'
import { test } from 'node:test'
import { directConnection, type ServerRequest } from '../request/exchange.ts'
import { answeredHeaders, forwardedHeaders, userHeaders } from './forwarded-headers.ts'

const jane = { name: 'jane', uid: '', groups: ['devs'], extra: {} }

function forwarded(headers: Record<string, string>): Record<string, unknown> {
  const request = { headers, connection: directConnection() } as unknown as ServerRequest
  return { ...forwardedHeaders(request, jane) }
}

test('forwardedHeaders() passes on no credentials and nothing that names somebody else', () => {
  const sent = forwarded({
    authorization: 'Bearer t',
    cookie: 'c',
    'proxy-authorization': 'p',
    'x-remote-user': 'root',
    'x-remote-group': 'system:masters',
    'x-remote-extra-scopes': 's',
    'x-remote-uid': '1',
    'impersonate-user': 'root',
    'sec-websocket-protocol': 'v4.channel.k8s.io, base64url.bearer.authorization.k8s.io.dG9rZW4',
    accept: 'application/json',
  })
  assert.deepEqual(sent, {
    'sec-websocket-protocol': 'v4.channel.k8s.io',
    accept: 'application/json',
    'x-forwarded-for': '127.0.0.1',
    'X-Remote-User': 'jane',
    'X-Remote-Group': ['devs'],
  })
})

test('forwardedHeaders() drops what is of one connection alone', () => {
  const sent = forwarded({
    connection: 'close',
    'transfer-encoding': 'chunked',
    te: 'x',
    ':path': '/',
    host: 'h',
  })
  assert.deepEqual(Object.keys(sent), ['x-forwarded-for', 'X-Remote-User', 'X-Remote-Group'])
})

test('userHeaders() says groups apart, escapes keys, and bears any name', () => {
  const extra = { 'example.com/Å b': ['x', 'ü'] }
  assert.deepEqual(userHeaders({ name: 'Jürgen', uid: '7', groups: ['a', 'b,c'], extra }), {
    'X-Remote-User': 'JÃ¼rgen',
    'X-Remote-Uid': '7',
    'X-Remote-Group': ['a', 'b,c'],
    'X-Remote-Extra-example.com%2F%C3%85%20b': ['x', 'Ã¼'],
  })
})

test('answeredHeaders() keeps what is meant for the client', () => {
  const headers = { 'content-type': 'a', 'content-length': '3', connection: 'x', 'set-cookie': ['a', 'b'] }
  assert.deepEqual({ ...answeredHeaders(headers) }, { 'content-type': 'a', 'set-cookie': 'a, b' })
})
