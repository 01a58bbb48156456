import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import { settle } from '../../base/node/system-clock.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import type { Image } from '../cri/cri.types.ts'
import { CriError } from '../cri/cri-error.ts'
import type { PullSecret } from '../images/keyring.ts'
import { ContainerStartError } from './container-start-error.ts'
import { CrashBackoff } from './crash-backoff.ts'
import { ImagePuller } from './image-puller.ts'
import { containerOf, podOf } from './test-pods.ts'

const { signal } = new AbortController()

interface Registry {
  /** Images that are on the machine. */
  readonly present: Set<string>
  /** Answers a pull; throws where it fails. */
  pull(image: string, username: string | undefined): Promise<void>
}

function imageOf(id: string): Image {
  return { id, repoTags: [], repoDigests: [], size: 123n, username: '', pinned: false }
}

function puller(registry: Registry) {
  const clock = new VirtualClock({ settle })
  const events: string[] = []
  const images = new ImagePuller({
    cri: {
      imageStatus: async ({ image }) => {
        const name = image?.image ?? ''
        return registry.present.has(name) ? { image: imageOf(`id of ${name}`), info: {} } : { info: {} }
      },
      pullImage: async ({ image, auth }) => {
        const name = image?.image ?? ''
        await registry.pull(name, auth?.username)
        registry.present.add(name)
        return { imageRef: name }
      },
    },
    clock,
    events: { event: (_subject, { type, reason, message }) => events.push(`${type} ${reason}: ${message}`) },
    backoff: new CrashBackoff({ clock, limits: { initialMs: 10_000, maxMs: 300_000 } }),
  })
  const ensure = (container: Partial<Container>, secrets: readonly PullSecret[] = []) =>
    images.ensure({
      pod: podOf(),
      container: containerOf('main', container),
      secrets: async () => secrets,
      sandbox: {},
      signal,
    })
  return { clock, events, images, ensure }
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => assert.fail('it was not refused'),
    (failure: unknown) => failure,
  )
  assert.ok(error instanceof ContainerStartError)
  return `${error.reason}: ${error.message}`
}

const closed: Registry['pull'] = async () => {
  throw new CriError('NotFound', { method: 'PullImage', details: 'no such image' })
}

test('ImagePuller follows the pull policy', async () => {
  const pulled: string[] = []
  const registry: Registry = { present: new Set(['here:1']), pull: async (image) => void pulled.push(image) }
  const { ensure, events } = puller(registry)
  assert.equal((await ensure({ image: 'here:1' })).id, 'id of here:1')
  assert.equal((await ensure({ image: 'here:1', imagePullPolicy: 'Never' })).id, 'id of here:1')
  assert.deepEqual(pulled, [])
  await ensure({ image: 'far:1' })
  await ensure({ image: 'here:1', imagePullPolicy: 'Always' })
  // Without a tag it is the latest, which is always asked for.
  await ensure({ image: 'named' })
  assert.deepEqual(pulled, ['far:1', 'here:1', 'named:latest'])
  assert.deepEqual(events.slice(0, 4), [
    'Normal Pulled: Container image "here:1" already present on machine and can be accessed by the pod',
    'Normal Pulled: Container image "here:1" already present on machine and can be accessed by the pod',
    'Normal Pulling: Pulling image "far:1"',
    'Normal Pulled: Successfully pulled image "far:1" in 0s (0s including waiting). Image size: 123 bytes.',
  ])
})

test('ImagePuller words its refusals as upstream', async () => {
  const { ensure, events } = puller({ present: new Set(), pull: closed })
  assert.equal(
    await refusal(ensure({ image: 'gone:1', imagePullPolicy: 'Never' })),
    'ErrImageNeverPull: Container image "gone:1" is not present with pull policy of Never',
  )
  assert.match(
    await refusal(ensure({ image: 'Not An Image' })),
    /^InvalidImageName: Failed to apply default image tag "Not An Image": couldn't parse image name "Not An Image": invalid reference format/,
  )
  assert.equal(
    await refusal(ensure({ image: 'gone:1' })),
    'ErrImagePull: rpc error: code = NotFound desc = no such image',
  )
  assert.equal(
    events.at(-1),
    'Warning Failed: Failed to pull image "gone:1": rpc error: code = NotFound desc = no such image',
  )
})

test('ImagePuller backs off and tells why', async () => {
  let open = false
  const registry: Registry = {
    present: new Set(),
    pull: async (...call) => (open ? undefined : await closed(...call)),
  }
  const { ensure, clock, events } = puller(registry)
  await refusal(ensure({ image: 'gone:1' }))
  const backedOff =
    'ImagePullBackOff: Back-off pulling image "gone:1": ErrImagePull: rpc error: code = NotFound desc = no such image'
  assert.equal(await refusal(ensure({ image: 'gone:1' })), backedOff)
  assert.equal(events.at(-1), 'Normal BackOff: Back-off pulling image "gone:1"')
  await clock.advance(10_000)
  assert.match(await refusal(ensure({ image: 'gone:1' })), /^ErrImagePull/)
  await clock.advance(10_000)
  assert.equal(await refusal(ensure({ image: 'gone:1' })), backedOff)
  await clock.advance(10_000)
  open = true
  assert.equal((await ensure({ image: 'gone:1' })).id, 'id of gone:1')
})

test('ImagePuller tries the pull secrets that fit, the most specific first', async () => {
  const tried: (string | undefined)[] = []
  const registry: Registry = {
    present: new Set(),
    pull: async (_image, username) => {
      tried.push(username)
      if (username !== 'second')
        throw new CriError('Unknown', { method: 'PullImage', details: 'unauthorized' })
    },
  }
  const auth = (username: string) => Buffer.from(`${username}:pw`).toString('base64')
  const auths = {
    'registry.example': { auth: auth('second') },
    'registry.example/team': { auth: auth('first') },
    'other.example': { auth: auth('never') },
  }
  const data = new Map([['.dockerconfigjson', Buffer.from(JSON.stringify({ auths }))]])
  const { ensure } = puller(registry)
  await ensure({ image: 'registry.example/team/app:1' }, [{ type: 'kubernetes.io/dockerconfigjson', data }])
  assert.deepEqual(tried, ['first', 'second'])
})

test('ImagePuller pulls one image at a time', async () => {
  const gate = Promise.withResolvers<void>()
  const began: string[] = []
  const registry: Registry = {
    present: new Set(),
    pull: async (image) => {
      began.push(image)
      if (image === 'a:1') await gate.promise
    },
  }
  const { ensure } = puller(registry)
  const both = Promise.all([ensure({ image: 'a:1' }), ensure({ image: 'b:1' })])
  await settle()
  assert.deepEqual(began, ['a:1'])
  gate.resolve()
  await both
  assert.deepEqual(began, ['a:1', 'b:1'])
})
