// What the API server is compared with: node:https and node:http2 handlers with the same certificates that route by a
// string and send ready bytes. For a write they parse the body, stamp what comes of it, and commit that to LMDB.

import type { ServerResponse } from 'node:http'
import { createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2'
import { createServer as createHttp1Server, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { open } from 'lmdb'
import { systemClock } from '../../src/base/node/system-clock.ts'
import { systemRng } from '../../src/base/node/system-rng.ts'
import { uuid } from '../../src/base/rng.ts'
import type { BenchServer } from './server.ts'

export interface BareServer extends AsyncDisposable {
  readonly port: { readonly 1: number; readonly 2: number }
  /** GETs of this target, with this Accept header or the usual one, are answered with these bytes. */
  ready(target: string, answer: { readonly bytes: Buffer; readonly accept?: string | undefined }): void
  /** The object that writes are made into: what the API server adds to a body is at hand. */
  complete: object
  /** Commits what one write leaves and sends it to all that watch. */
  publish(key: string, frame: Buffer): Promise<void>
}

interface Answer {
  readonly status: number
  readonly type: string
  readonly bytes: Buffer
}

interface Complete {
  readonly metadata: object
  readonly status?: object
}

export async function startBareServer(bench: BenchServer): Promise<BareServer> {
  const database = open<Buffer, string>({ path: join(bench.dir, 'bare'), encoding: 'binary' })
  const bodies = new Map<string, Buffer>()
  const streams = new Set<ServerResponse>()
  let written = 0
  const bare = { complete: { metadata: {} } as object }

  async function write(method: string, target: string, body: Buffer): Promise<Answer> {
    if (method === 'DELETE') {
      const bytes = Buffer.from(JSON.stringify(bare.complete))
      await database.remove(target)
      return { status: 200, type: 'application/json', bytes }
    }
    const parsed = JSON.parse(body.toString())
    const before = bare.complete as Complete
    const metadata = {
      ...before.metadata,
      ...parsed.metadata,
      uid: uuid(systemRng),
      creationTimestamp: new Date(systemClock.now()).toISOString(),
    }
    const next = method === 'PATCH' ? { ...before, ...parsed, metadata } : { ...before, metadata }
    const bytes = Buffer.from(JSON.stringify(next))
    await database.put(method === 'POST' ? `${target}/${written++}` : target, bytes)
    return { status: method === 'POST' ? 201 : 200, type: 'application/json', bytes }
  }

  function read(target: string, accept: string | undefined): Answer {
    const type = accept ?? 'application/json'
    const bytes = bodies.get(`${type} ${target}`)
    return bytes === undefined ? { status: 404, type, bytes: Buffer.alloc(0) } : { status: 200, type, bytes }
  }

  const http1 = createHttp1Server(
    { ...bench.served, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      const { method = 'GET', url = '/' } = request
      const send = ({ status, type, bytes }: Answer) =>
        response.writeHead(status, { 'content-type': type, 'content-length': bytes.length }).end(bytes)
      if (url.includes('watch=')) {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.flushHeaders()
        streams.add(response)
        response.on('close', () => streams.delete(response))
      } else if (method === 'GET') send(read(url, request.headers.accept))
      else {
        const parts: Buffer[] = []
        request.on('data', (part) => parts.push(part))
        request.on('end', async () => send(await write(method, url, Buffer.concat(parts))))
      }
    },
  )
  const http2 = createSecureServer({ ...bench.served, requestCert: true, rejectUnauthorized: false })
  http2.on('stream', (opened, headers) => {
    const stream = opened as ServerHttp2Stream
    const { ':method': method = 'GET', ':path': url = '/', accept } = headers
    stream.on('error', () => {})
    const send = ({ status, type, bytes }: Answer) => {
      stream.respond({ ':status': status, 'content-type': type, 'content-length': bytes.length })
      stream.end(bytes)
    }
    if (method === 'GET') send(read(url, accept))
    else {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', async () => send(await write(method, url, Buffer.concat(parts))))
    }
  })
  http2.on('sessionError', () => {})
  const port = { 1: await listen(http1), 2: await listen(http2) }
  return Object.assign(bare, {
    port,
    ready(
      target: string,
      { bytes, accept = 'application/json' }: { bytes: Buffer; accept?: string | undefined },
    ) {
      bodies.set(`${accept} ${target}`, bytes)
    },
    async publish(key: string, frame: Buffer) {
      await database.put(key, frame)
      for (const stream of streams) stream.write(frame)
    },
    async [Symbol.asyncDispose]() {
      http1.closeAllConnections()
      http1.close()
      http2.close()
      await database.close()
    },
  })
}

async function listen(server: Server | Http2SecureServer): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}
