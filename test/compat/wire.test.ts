// Raw HTTP on the wire, by both versions, from clients that err or attack: each gets an answer or a closed connection; what others
// ask goes on, and nothing stored is lost.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect as connectHttp2, constants, type IncomingHttpHeaders } from 'node:http2'
import { request } from 'node:https'
import { connect as connectPlain } from 'node:net'
import { after, before, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { parse } from 'yaml'
import { type Json, startCluster } from '../oracles/cluster.ts'

const cluster = await startCluster({ runtime: 'simulated', nodes: 1 })
const { clusters, users } = parse(readFileSync(cluster.kubeconfig, 'utf8')) as Json
const decode = (text: string) => Buffer.from(text, 'base64').toString()
const ca = decode(clusters[0].cluster['certificate-authority-data'])
const admin = {
  cert: decode(users[0].user['client-certificate-data']),
  key: decode(users[0].user['client-key-data']),
}
const place = { host: '127.0.0.1', port: cluster.port, ca }
const maps = '/api/v1/namespaces/default/configmaps'

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Json
}

interface Ask {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Several pieces are sent chunked, without a length. */
  readonly body?: string | readonly string[]
  readonly as?: typeof admin | 'nobody'
}

function json(text: string): Json {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Over HTTP/1.1. */
async function ask1(ask: Ask): Promise<Answer> {
  const { method = 'GET', path, headers, body, as = admin } = ask
  const call = request({ ...place, ...(as !== 'nobody' && as), method, path, headers, agent: false })
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  call.on('error', reject)
  call.on('response', async (response) => {
    let text = ''
    try {
      for await (const chunk of response.setEncoding('utf8')) text += chunk
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: json(text) })
    } catch (error) {
      reject(error)
    }
  })
  if (body === undefined || typeof body === 'string') call.end(body)
  else {
    for (const piece of body) call.write(piece)
    call.end()
  }
  return await promise
}

/** Over HTTP/2, on a connection of its own. */
async function ask2(ask: Ask): Promise<Answer> {
  const { method = 'GET', path, headers = {}, body = '', as = admin } = ask
  const session = connectHttp2(`https://127.0.0.1:${cluster.port}`, { ca, ...(as !== 'nobody' && as) })
  const fault = once(session, 'error').then(([error]) => {
    throw error
  })
  fault.catch(() => {})
  try {
    const stream = session.request(
      { ':method': method, ':path': path, ...headers },
      { endStream: body === '' },
    )
    const exchange = async (): Promise<Answer> => {
      const answered = once(stream, 'response') as Promise<[IncomingHttpHeaders & { ':status'?: number }]>
      answered.catch(() => {})
      // A server that has answered may close the stream before the whole body has come.
      stream.on('error', () => {})
      for (const piece of typeof body === 'string' ? [body] : body) if (piece !== '') stream.write(piece)
      stream.end()
      const [head] = await answered
      let text = ''
      for await (const chunk of stream.setEncoding('utf8')) text += chunk
      return { status: head[':status'] ?? 0, headers: head, body: json(text) }
    }
    const closed = once(stream, 'close').then(async () => {
      // What has come is read first.
      await new Promise((resolve) => setTimeout(resolve, 200))
      throw new Error(`stream closed with code ${stream.rstCode}`)
    })
    closed.catch(() => {})
    return await Promise.race([exchange(), fault, closed])
  } finally {
    session.destroy()
  }
}

const versions = [
  { name: 'HTTP/1.1', ask: ask1 },
  { name: 'HTTP/2', ask: ask2 },
] as const

/** Sends bytes over TLS as they are, and gives all that comes back until the server closes or half a second is quiet. */
async function raw(bytes: string, protocol = 'http/1.1'): Promise<string> {
  const socket = connectTls({ ...place, ...admin, ALPNProtocols: [protocol] })
  socket.on('error', () => {})
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1')
  })
  await once(socket, 'secureConnect')
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  socket.once('close', () => resolve())
  socket.setTimeout(1500, () => socket.destroy())
  socket.write(bytes)
  await closed
  return text
}

function statusOf(answer: Answer): unknown {
  return [answer.body?.kind, answer.body?.reason]
}

before(async () => {
  const witness = JSON.stringify({ metadata: { name: 'witness' }, data: { a: '1' } })
  assert.equal((await ask1({ method: 'POST', path: maps, body: witness })).status, 201)
})

/** After each test the server goes on as it was: the same process, and what was stored. */
function hostile(name: string, run: () => Promise<void>): void {
  test(name, async () => {
    await run()
    const { body } = await ask2({ path: `${maps}/witness` })
    assert.deepEqual(body.data, { a: '1' })
  })
}

after(async () => {
  const { body } = await ask1({ path: '/metrics' })
  const started = /^process_start_time_seconds (\S+)/m.exec(body)?.[1]
  const log = readFileSync(`${cluster.dataDir}/logs/server.log`, 'utf8')
  await cluster[Symbol.asyncDispose]()
  assert.ok(started === undefined || Number(started) > 0)
  assert.equal(log.match(/store opened/g)?.length, 1, 'the server was started once')
  assert.doesNotMatch(log, /unhandled|BugError|RangeError|TypeError/)
})

for (const { name, ask } of versions) {
  hostile(`${name}: nobody is anonymous, and wrong credentials are refused`, async () => {
    const anonymous = await ask({ path: '/api/v1/pods', as: 'nobody' })
    assert.deepEqual(
      [anonymous.status, ...(statusOf(anonymous) as string[])],
      [401, 'Status', 'Unauthorized'],
    )
    for (const path of ['/livez', '/readyz', '/version']) {
      assert.equal((await ask({ path, as: 'nobody' })).status, 200, path)
    }
    for (const authorization of ['Bearer wrong', 'Bearer a.b.c', 'Bearer ', 'Basic YTpi', 'Bearer \u00e9']) {
      const refused = await ask({ path: '/api/v1/pods', as: 'nobody', headers: { authorization } })
      assert.equal(refused.status, 401, authorization)
    }
  })

  hostile(`${name}: bodies over 3 MiB are 413, however they come`, async () => {
    const body = JSON.stringify({ metadata: { name: 'big' }, data: { a: 'x'.repeat(3 * 1024 * 1024) } })
    const tooLarge = async (given: string | readonly string[]) => {
      const answer = await ask({ method: 'POST', path: maps, body: given }).catch((error: Error) => error)
      // A connection that is cut while the body is still being sent is as good an answer.
      if (answer instanceof Error) assert.match(answer.message, /EPIPE|ECONNRESET|hang up|closed|cancel/i)
      else
        assert.deepEqual(
          [answer.status, ...(statusOf(answer) as string[])],
          [413, 'Status', 'RequestEntityTooLarge'],
        )
    }
    await tooLarge(body)
    await tooLarge(body.match(/.{1,65536}/g) ?? [])
    assert.equal((await ask({ path: `${maps}/big` })).status, 404)
  })

  hostile(`${name}: malformed bodies, wrong types and unknown media types are told by name`, async () => {
    const post = (body: string, type = 'application/json') =>
      ask({ method: 'POST', path: `${maps}?fieldValidation=Strict`, body, headers: { 'content-type': type } })
    const check = async (answer: Promise<Answer>, status: number, message: RegExp) => {
      const { status: got, body } = await answer
      assert.equal(got, status, JSON.stringify(body))
      assert.deepEqual([body.kind, body.status, body.code], ['Status', 'Failure', status])
      assert.match(body.message, message)
    }
    await check(post('{"metadata":'), 400, /unexpected end of JSON input|unrecognized/)
    await check(post('a: [b', 'application/yaml'), 400, /yaml|unrecognized/i)
    await check(post('{"metadata":{"name":1}}'), 400, /cannot unmarshal number/)
    await check(
      post('{"metadata":{"name":"x"},"what":1}'),
      400,
      /strict decoding error: unknown field "what"/,
    )
    await check(
      post('{"metadata":{"name":"x"},"data":{},"data":{}}'),
      400,
      /strict decoding error: duplicate field "data"/,
    )
    await check(post('{"metadata":{"name":"Bad_Name"}}'), 422, /a lowercase RFC 1123 subdomain/)
    await check(post('{}', 'text/plain'), 415, /accepted media types include: application\/json/)
    await check(post(`${'['.repeat(100_000)}${']'.repeat(100_000)}`), 400, /depth|nest/i)
    await check(post('&a [*a]', 'application/yaml'), 400, /./)
    await check(post(bomb, 'application/yaml'), 400, /./)
    await check(
      ask({ path: maps, headers: { accept: 'image/png' } }),
      406,
      /unable to respond with a content type|only the following media types/,
    )
  })

  hostile(`${name}: __proto__ and constructor are keys like any other`, async () => {
    const body = '{"metadata":{"name":"keys"},"data":{"__proto__":"1","constructor":"2","toString":"3"}}'
    const path = `${maps}/keys`
    const made = await ask({ method: 'POST', path: maps, body })
    assert.equal(made.status, 201, JSON.stringify(made.body))
    const patch = (text: string, type: string) =>
      ask({ method: 'PATCH', path, body: text, headers: { 'content-type': type } })
    await patch('{"data":{"__proto__":"4"}}', 'application/merge-patch+json')
    await patch('{"data":{"hasOwnProperty":"5"}}', 'application/strategic-merge-patch+json')
    await patch('[{"op":"add","path":"/data/valueOf","value":"6"}]', 'application/json-patch+json')
    const polluting = await patch(
      '[{"op":"add","path":"/__proto__/polluted","value":"7"}]',
      'application/json-patch+json',
    )
    assert.ok(polluting.status >= 400, 'a pointer into the prototype leads nowhere')
    const { body: got } = await ask({ path })
    assert.deepEqual(Object.entries(got.data).toSorted(), [
      ['__proto__', '4'],
      ['constructor', '2'],
      ['hasOwnProperty', '5'],
      ['toString', '3'],
      ['valueOf', '6'],
    ])
    assert.equal((await ask({ method: 'DELETE', path })).status, 200)
  })

  hostile(`${name}: stale and nonsensical versions of objects and lists`, async () => {
    const path = `${maps}/stale-${name === 'HTTP/2' ? 2 : 1}`
    const metadata = { name: path.split('/').at(-1) }
    const { body: first } = await ask({ method: 'POST', path: maps, body: JSON.stringify({ metadata }) })
    await ask({ method: 'PUT', path, body: JSON.stringify({ ...first, data: { a: '1' } }) })
    const late = await ask({ method: 'PUT', path, body: JSON.stringify({ ...first, data: { a: '2' } }) })
    assert.deepEqual([late.status, late.body.reason], [409, 'Conflict'])
    const other = { ...first, metadata: { ...first.metadata, uid: 'another', resourceVersion: undefined } }
    assert.equal((await ask({ method: 'PUT', path, body: JSON.stringify(other) })).status, 409)
    assert.equal((await ask({ path: `${maps}?resourceVersion=x` })).status, 400)
    assert.equal((await ask({ path: `${maps}?limit=1&continue=nonsense` })).status, 400)
    assert.equal((await ask({ path: `${maps}?limit=-1x` })).status, 400)
    assert.equal((await ask({ path: `${maps}?labelSelector=a%3D%3D%3Db` })).status, 400)
    assert.equal((await ask({ path: `${maps}?fieldSelector=spec.nothing%3Da` })).status, 400)
    const future = await ask({ path: `${maps}?resourceVersion=999999999&timeoutSeconds=1` })
    assert.ok([504, 400].includes(future.status), String(future.status))
  })

  hostile(`${name}: paths that climb or hide are not resolved`, async () => {
    for (const path of [
      '/api/v1/namespaces/default/../kube-system/secrets',
      `${maps}/%2e%2e`,
      `${maps}/a%2fb`,
      `${maps}/%`,
    ]) {
      const { status } = await ask({ path })
      assert.ok([400, 404].includes(status), `${path}: ${status}`)
    }
    const brewed = await ask({ method: 'BREW', path: maps })
    assert.ok([400, 405].includes(brewed.status), String(brewed.status))
    assert.equal((await ask({ method: 'POST', path: `${maps}/witness`, body: '{}' })).status, 405)
  })
}

/** Nine levels of nine aliases each: 387 million nodes. */
const bomb = [
  'a0: &a0 [x,x,x,x,x,x,x,x,x]',
  ...Array.from({ length: 8 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(',')}]`),
].join('\n')

hostile(
  'HTTP/1.1: malformed, ambiguous and oversized heads end in 400, 431 or a closed connection',
  async () => {
    const head = `GET ${maps}/witness HTTP/1.1\r\nHost: x\r\n`
    for (const bytes of [
      'nonsense\r\n\r\n',
      'GET\r\n\r\n',
      `${head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /livez HTTP/1.1\r\nHost: x\r\n\r\n`,
      `${head}Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc`,
      `${head}Bad Header: x\r\n\r\n`,
      `${head}X: ${'y'.repeat(200_000)}\r\n\r\n`,
      `${head}${Array.from({ length: 5000 }, (_, n) => `X-${n}: y`).join('\r\n')}\r\n\r\n`,
    ]) {
      const text = await raw(bytes)
      assert.match(text, /^(HTTP\/1\.1 4(00|31)|$)/, `${bytes.slice(0, 120)} gave ${text.slice(0, 200)}`)
    }
    // No Host, HTTP/1.0, a whole URL: odd, yet harmless.
    assert.match(await raw(`GET ${maps}/witness HTTP/1.0\r\n\r\n`), /^HTTP\/1\.[01] (200|400)|^$/)
    assert.match(
      await raw(`GET https://elsewhere${maps}/witness HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
      /^HTTP\/1\.1 (200|400|404)|^$/,
    )
  },
)

hostile(
  'HTTP/1.1: requests on one connection are answered in order, and judged each for itself',
  async () => {
    const get = (path: string, more = '') => `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`
    const text = await raw(get('/livez') + get(`${maps}/absent`) + get('/version', 'Connection: close\r\n'))
    assert.deepEqual(text.match(/HTTP\/1\.1 \d+/g), ['HTTP/1.1 200', 'HTTP/1.1 404', 'HTTP/1.1 200'])
  },
)

hostile('upgrades that are none are refused', async () => {
  for (const upgrade of ['websocket', 'SPDY/3.1', 'h2c', 'nonsense']) {
    for (const path of [`${maps}/witness`, '/api/v1/namespaces/default/pods/absent/exec?command=sh']) {
      const text = await raw(
        `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`,
      )
      assert.match(text, /^(HTTP\/1\.1 (200|4\d\d)|$)/, `${upgrade} ${path}: ${text.slice(0, 100)}`)
    }
  }
})

hostile('HTTP/2: a thousand streams opened and reset leave the server as it was', async () => {
  const session = connectHttp2(`https://127.0.0.1:${cluster.port}`, { ca, ...admin })
  session.on('error', () => {})
  await once(session, 'connect')
  for (let i = 0; i < 1000 && !session.destroyed; i++) {
    const stream = session.request({ ':path': `${maps}?watch=1` })
    stream.on('error', () => {})
    stream.close(constants.NGHTTP2_CANCEL)
  }
  session.destroy()
  assert.equal((await ask2({ path: '/livez' })).status, 200)
})

hostile('bytes that are not TLS, and plain HTTP, end their connection only', async () => {
  for (const bytes of ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', '\x16\x03\x01\xff\xff', '\0'.repeat(4096)]) {
    const socket = connectPlain(cluster.port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    socket.once('close', () => resolve())
    socket.setTimeout(1000, () => socket.destroy())
    socket.resume().write(Buffer.from(bytes, 'latin1'))
    await closed
  }
})

hostile('clients that stop reading, or go away amid an answer, hold nobody up', async () => {
  const sockets = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = connectTls({ ...place, ...admin, ALPNProtocols: ['http/1.1'] })
      socket.on('error', () => {})
      await once(socket, 'secureConnect')
      socket.pause()
      socket.write(`GET /openapi/v2 HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(5))
      return socket
    }),
  )
  const start = performance.now()
  for (let i = 0; i < 10; i++) assert.equal((await ask1({ path: '/livez' })).status, 200)
  assert.ok(performance.now() - start < 10_000)
  for (const socket of sockets) socket.destroy()
})
