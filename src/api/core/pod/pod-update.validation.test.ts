// What may change of a pod, and how it says no.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { type DeepPartial, specimen } from '../../specimen.ts'
import { Pod } from './pod.kind.ts'
import { prepareForEphemeralContainersUpdate, prepareForResize } from './pod.strategy.ts'
import {
  validatePodBinding,
  validatePodEphemeralContainersUpdate,
  validatePodResize,
} from './pod-subresources.validation.ts'

type Spec = DeepPartial<Pod['spec']>

const draft = (spec: Spec, more: DeepPartial<Pod> = {}) =>
  specimen(Pod, {
    metadata: { name: 'p', namespace: 'ns' },
    ...more,
    spec: { containers: [{ name: 'c', image: 'i' }], ...spec },
  })
const pod = (spec: Spec, more: DeepPartial<Pod> = {}) => draft(spec, more) as Pod

const texts = (faults: readonly Parameters<typeof formatFieldError>[0][] | undefined) =>
  (faults ?? []).map(formatFieldError)

const cases: readonly (readonly [Spec, Spec, ...string[]])[] = [
  [{}, {}],
  [{}, { containers: [{ name: 'c', image: 'j' }] }],
  [{}, { tolerations: [{ operator: 'Exists' }] }],
  [{}, { activeDeadlineSeconds: 5 }],
  [{ schedulingGates: [{ name: 'a/b' }] }, {}],
  [{ schedulingGates: [{ name: 'a/b' }] }, { schedulingGates: [{ name: 'a/b' }], nodeSelector: { x: 'y' } }],
  [{ terminationGracePeriodSeconds: -1 }, { terminationGracePeriodSeconds: 1 }],
  [
    {},
    {
      containers: [
        { name: 'c', image: 'i' },
        { name: 'd', image: 'i' },
      ],
    },
    'spec.containers: Forbidden: pod updates may not add or remove containers',
  ],
  [
    { activeDeadlineSeconds: 5 },
    { activeDeadlineSeconds: 6 },
    'spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value',
  ],
  [
    { activeDeadlineSeconds: 5 },
    {},
    'spec.activeDeadlineSeconds: Invalid value: null: must not update from a positive integer to nil value',
  ],
  [
    { tolerations: [{ key: 'a', operator: 'Exists' }] },
    {},
    'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
  ],
  [
    {},
    { schedulingGates: [{ name: 'a/b' }] },
    "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'a/b'",
  ],
  [
    { schedulingGates: [{ name: 'a/b' }], nodeSelector: { x: 'y' } },
    { schedulingGates: [{ name: 'a/b' }] },
    'spec.nodeSelector: Invalid value: {}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
  ],
]

test('validatePodUpdate() lets little change', () => {
  for (const [old, next, ...expected] of cases) {
    assert.deepEqual(texts(Pod.validateUpdate?.(pod(next), pod(old))), expected, JSON.stringify(next))
  }
})

test('validatePodUpdate() says what else has changed', () => {
  const next = pod({ hostname: 'x', containers: [{ name: 'c', image: 'j', command: ['y'] }] })
  assert.deepEqual(texts(Pod.validateUpdate?.(next, pod({ nodeName: 'n' }))), [
    'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n' +
      '+spec.containers[0].command: ["y"]\n-spec.nodeName: "n"\n+spec.hostname: "x"',
  ])
})

test('validatePodStatusUpdate() keeps ended containers ended, and the class', () => {
  const ended = { name: 'c', state: { terminated: { exitCode: 1 } } }
  const running = { name: 'c', state: { running: {} } }
  const at = (status: DeepPartial<Pod['status']>, spec: Spec = {}) => pod(spec, { status })
  const never: Spec = { restartPolicy: 'Never' }
  assert.deepEqual(
    texts(
      Pod.validateStatusUpdate?.(
        at({ containerStatuses: [running] }, never),
        at({ containerStatuses: [ended] }, never),
      ),
    ),
    ['status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state'],
  )
  assert.deepEqual(
    Pod.validateStatusUpdate?.(at({ containerStatuses: [running] }), at({ containerStatuses: [ended] })),
    [],
  )
  assert.deepEqual(
    texts(Pod.validateStatusUpdate?.(at({ qosClass: 'Guaranteed' }), at({ qosClass: 'Burstable' }))),
    ['status.qosClass: Invalid value: "Guaranteed": field is immutable'],
  )
  assert.deepEqual(
    texts(Pod.validateStatusUpdate?.(at({ podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] }), at({}))),
    [
      'status.podIPs: Invalid value: [{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}]: may specify no more than one IP for each IP family',
    ],
  )
})

test('validatePodEphemeralContainersUpdate() lets containers be added only', () => {
  const with_ = (names: readonly string[]) => ({
    ephemeralContainers: names.map((name) => ({ name, image: 'i' })),
  })
  const old = pod(with_(['a']))
  const added = draft({ ...with_(['a', 'b']), hostname: 'ignored' })
  prepareForEphemeralContainersUpdate(added, old)
  assert.equal(added.spec.hostname, undefined)
  assert.deepEqual(texts(validatePodEphemeralContainersUpdate(added as Pod, old)), [])
  assert.deepEqual(texts(validatePodEphemeralContainersUpdate(pod(with_([])), old)), [
    'spec.ephemeralContainers: Forbidden: existing ephemeral containers "a" may not be removed\n',
  ])
})

const sized = (requests: Record<string, string>): Spec => ({
  containers: [{ name: 'c', image: 'i', resources: { requests } }],
})

test('validatePodResize() lets CPU and memory change', () => {
  const old = pod(sized({ cpu: '1' }))
  const resized = draft({ ...sized({ cpu: '2' }), hostname: 'ignored' })
  prepareForResize(resized, old)
  assert.equal(resized.spec.hostname, undefined)
  assert.equal(resized.metadata.generation, 1)
  const same = draft({ ...sized({ cpu: '1' }), hostname: 'ignored' })
  same.metadata.labels = { not: 'here' }
  prepareForResize(same, old)
  assert.deepEqual([same.metadata.generation, same.metadata.labels], [undefined, undefined])
  const more = draft({ containers: [...(old.spec.containers as []), { name: 'd', image: 'i' }] })
  prepareForResize(more, old)
  assert.deepEqual(texts(validatePodResize(more as Pod, old)), [
    'spec.containers: Forbidden: containers may not be added or removed on resize',
  ])
  const renamed = draft({ containers: [{ name: 'd', image: 'i' }] })
  prepareForResize(renamed, old)
  assert.deepEqual(texts(validatePodResize(renamed as Pod, old)), [
    'spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize',
  ])
  assert.deepEqual(texts(validatePodResize(resized as Pod, old)), [])
  assert.deepEqual(texts(validatePodResize(pod(sized({ memory: '1Gi' })), old)), [
    'spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed',
  ])
  assert.deepEqual(texts(validatePodResize(pod(sized({ cpu: '1', 'ephemeral-storage': '1Gi' })), old)), [
    'spec: Forbidden: only cpu and memory resources are mutable',
  ])
  const limited = pod({
    containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: '1', memory: '1Gi' } } }],
  })
  assert.deepEqual(texts(validatePodResize(limited, old)), [
    'spec: Invalid value: "": Pod QOS Class may not change as a result of resizing',
  ])
})

test('validatePodBinding() wants a node', () => {
  assert.deepEqual(texts(validatePodBinding({ target: { kind: 'Minion' } })), [
    'target.kind: Unsupported value: "Minion": supported values: "Node", "<empty>"',
    'target.name: Required value',
  ])
})
