import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  status,
} from '@grpc/grpc-js'
import { StoppedError } from '../../base/abort.ts'
import { settle, systemClock } from '../../base/node/system-clock.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { createMessageCodec } from '../../machinery/protobuf/message-codec.ts'
import { criSchema, runtimeServiceMethods } from './cri.table.ts'
import type { CriMessages } from './cri.types.ts'
import { type CriClient, type CriClientOptions, createCriClient } from './cri-client.ts'
import { CriError, isCriError } from './cri-error.ts'

const codec = createMessageCodec<CriMessages>(criSchema)
const buffer = (bytes: Uint8Array) => Buffer.from(bytes)
const { signal } = new AbortController()

interface Handlers {
  readonly version?: handleUnaryCall<CriMessages['VersionRequest'], CriMessages['VersionResponse']>
  readonly events?: handleServerStreamingCall<
    CriMessages['GetEventsRequest'],
    CriMessages['ContainerEventResponse']
  >
}

/** Runs `body` with a client of a gRPC server on a unix socket. */
async function withServer(
  { version, events, ...options }: Handlers & Partial<CriClientOptions>,
  body: (client: CriClient) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'cri-'))
  const server = new Server()
  server.addService(
    {
      version: {
        path: runtimeServiceMethods.Version.path,
        requestStream: false,
        responseStream: false,
        requestSerialize: (value: CriMessages['VersionRequest']) =>
          buffer(codec.encode('VersionRequest', value)),
        requestDeserialize: (bytes) => codec.decode('VersionRequest', bytes),
        responseSerialize: (value: CriMessages['VersionResponse']) =>
          buffer(codec.encode('VersionResponse', value)),
        responseDeserialize: (bytes) => codec.decode('VersionResponse', bytes),
      },
      events: {
        path: runtimeServiceMethods.GetContainerEvents.path,
        requestStream: false,
        responseStream: true,
        requestSerialize: (value: CriMessages['GetEventsRequest']) =>
          buffer(codec.encode('GetEventsRequest', value)),
        requestDeserialize: (bytes) => codec.decode('GetEventsRequest', bytes),
        responseSerialize: (value: CriMessages['ContainerEventResponse']) =>
          buffer(codec.encode('ContainerEventResponse', value)),
        responseDeserialize: (bytes) => codec.decode('ContainerEventResponse', bytes),
      },
    },
    { ...(version && { version }), ...(events && { events }) },
  )
  const socket = join(directory, 's')
  const bound = Promise.withResolvers<number>()
  server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error, port) =>
    error ? bound.reject(error) : bound.resolve(port),
  )
  await bound.promise
  const client = createCriClient({ clock: systemClock, ...options, socket })
  try {
    await body(client)
  } finally {
    client.close()
    server.forceShutdown()
    await rm(directory, { recursive: true })
  }
}

test('createCriClient() calls a unary method', async () => {
  const version: Handlers['version'] = ({ request }, done) =>
    done(null, { version: request.version, runtimeName: 'r', runtimeVersion: '1', runtimeApiVersion: 'v1' })
  await withServer({ version }, async (client) => {
    const answer = await client.version({ version: '0.1.0' }, { signal })
    assert.deepEqual(answer, {
      version: '0.1.0',
      runtimeName: 'r',
      runtimeVersion: '1',
      runtimeApiVersion: 'v1',
    })
  })
})

test('createCriClient() turns a status into a CriError in the words of Go', async () => {
  const version: Handlers['version'] = (_, done) => done({ code: status.NOT_FOUND, details: 'no such thing' })
  await withServer({ version }, async (client) => {
    const error = await client.version({}, { signal }).catch((error: unknown) => error)
    assert.ok(isCriError(error, 'NotFound'))
    assert.equal(error.message, 'rpc error: code = NotFound desc = no such thing')
    assert.equal(error.method, 'Version')
  })
})

test('createCriClient() ends a call after the limit of its clock', async () => {
  const clock = new VirtualClock({ settle })
  const reached = Promise.withResolvers<void>()
  await withServer({ version: () => reached.resolve(), clock }, async (client) => {
    const call = client.version({}, { signal, timeoutMs: 5_000 }).catch((error: unknown) => error)
    await reached.promise
    await clock.advance(4_999)
    assert.equal(clock.pendingTimers, 1)
    await clock.advance(1)
    assert.ok(isCriError(await call, 'DeadlineExceeded'))
    assert.equal(clock.pendingTimers, 0)
  })
})

test('createCriClient() rejects with the reason of an abort, before and during a call', async () => {
  const reached = Promise.withResolvers<void>()
  const cancelled = Promise.withResolvers<void>()
  const version: Handlers['version'] = (call) => {
    call.on('cancelled', cancelled.resolve)
    reached.resolve()
  }
  await withServer({ version }, async (client) => {
    const controller = new AbortController()
    const reason = new StoppedError('enough')
    const call = client.version({}, { signal: controller.signal }).catch((error: unknown) => error)
    await reached.promise
    controller.abort(reason)
    assert.equal(await call, reason)
    await cancelled.promise
    assert.equal(
      await client.version({}, { signal: controller.signal }).catch((error: unknown) => error),
      reason,
    )
  })
})

test('createCriClient() says Unavailable where nobody listens', async () => {
  const client = createCriClient({ socket: '/nonexistent/wherry.sock', clock: systemClock })
  try {
    await assert.rejects(client.version({}, { signal }), (error) => isCriError(error, 'Unavailable'))
  } finally {
    client.close()
  }
})

test('createCriClient() iterates a stream and cancels it when the loop ends', async () => {
  const cancelled = Promise.withResolvers<void>()
  const events: Handlers['events'] = (call) => {
    call.on('cancelled', cancelled.resolve)
    for (const containerId of ['a', 'b'])
      call.write({
        containerId,
        containerEventType: 'CONTAINER_STARTED_EVENT',
        createdAt: 1n << 60n,
        containersStatuses: [],
      })
  }
  await withServer({ events }, async (client) => {
    const seen: string[] = []
    for await (const event of client.getContainerEvents({}, { signal })) {
      assert.equal(event.createdAt, 1n << 60n)
      seen.push(event.containerId)
      if (seen.length === 2) break
    }
    assert.deepEqual(seen, ['a', 'b'])
    await cancelled.promise
  })
})

test('createCriClient() throws what a stream fails with', async () => {
  await withServer({}, async (client) => {
    const read = async () => {
      for await (const _ of client.getContainerEvents({}, { signal })) assert.fail('an event')
    }
    await assert.rejects(read, (error) => error instanceof CriError && error.code === 'Unimplemented')
  })
})
