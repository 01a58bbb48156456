// A checker that cannot fail proves nothing: servers broken in the ways that real ones were, and the model finds each.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WatchEvent } from '../../../src/store/store.ts'
import type { Json } from './records.ts'
import { runModel, type Sabotage } from './run-model.ts'
import { property } from './shrink.ts'

/** Some of the first seeds shows it. */
async function found(sabotage: () => Sabotage, properties: readonly string[]): Promise<void> {
  for (let seed = 1; seed <= 12; seed++) {
    const { violations } = await runModel({ seed, sabotage: sabotage() })
    if (violations.some((violation) => properties.includes(property(violation)))) return
  }
  assert.fail(`no seed showed ${properties.join(' or ')}`)
}

const every = (n: number) => {
  let count = 0
  return () => ++count % n === 0
}

test('runModel() finds a server that skips an event', async () => {
  await found(() => {
    const due = every(15)
    return { feed: (event) => (isModel(event) && due() ? undefined : event) }
  }, ['Reliable', 'Reads'])
})

test('runModel() finds a server that takes a delete for a change', async () => {
  await found(() => {
    const due = every(4)
    const feed = (event: WatchEvent): WatchEvent =>
      event.type === 'delete' && event.previous !== undefined && due()
        ? { ...event, type: 'put', kv: { ...event.previous, modRevision: event.kv.modRevision } }
        : event
    return { feed }
  }, ['Reliable', 'Reads', 'IsCreate'])
})

test('runModel() finds a list that is stale', async () => {
  await found(() => {
    const old = new Map<string, Json>()
    return {
      answer(request, body) {
        if (request.method !== 'GET' || body.items === undefined || request.target.includes('?')) return body
        const kept = old.get(request.target) ?? body
        old.set(request.target, body)
        return kept
      },
    }
  }, ['Reads'])
})

test('runModel() finds a list that leaves one out, and a wrong count of what remains', async () => {
  await found(
    () => ({
      answer: (_request, body) =>
        body.items?.length > 1 ? { ...body, items: body.items.slice(0, -1) } : body,
    }),
    ['Reads'],
  )
  await found(
    () => ({
      answer: (_request, body) =>
        body.metadata?.remainingItemCount > 0
          ? { ...body, metadata: { ...body.metadata, remainingItemCount: 77 } }
          : body,
    }),
    ['Reads'],
  )
})

test('runModel() finds an acknowledged write that was lost', async () => {
  await found(() => {
    const due = every(10)
    return { loses: (key) => /\/(?:configmaps|pods|nodes)\//.test(key) && due() }
  }, ['Lost'])
})

test('runModel() finds an informer that is fed twice, or too little', async () => {
  await found(
    () => ({
      transport: (handler) => async (request) => {
        const response = await handler(request)
        if (!request.target.includes('watch=true')) return response
        return { ...response, body: withoutDeletes(response.body) }
      },
    }),
    ['Informers'],
  )
})

async function* withoutDeletes(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of body)
    if (!Buffer.from(chunk).toString().startsWith('{"type":"DELETED"')) yield chunk
}

const isModel = ({ kv }: WatchEvent) => /\/(?:configmaps|pods|nodes)\//.test(kv.key)
