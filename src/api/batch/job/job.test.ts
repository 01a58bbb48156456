// Jobs: the selector that is made for them, faults, rows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { type DeepPartial, specimen } from '../../specimen.ts'
import { Job } from './job.kind.ts'

type Spec = DeepPartial<Job['spec']>

const template = (spec: object = {}): Spec['template'] => ({
  spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }], ...spec },
})

function draft(spec: Spec = {}, more: DeepPartial<Job> = {}) {
  const job = specimen(Job, {
    metadata: { name: 'j', namespace: 'ns', uid: 'u1' },
    ...more,
    spec: { template: template(), ...spec },
  })
  if (spec.manualSelector !== true) Job.strategy?.prepareForCreate?.(job)
  return job
}

const texts = (faults: readonly Parameters<typeof formatFieldError>[0][] | undefined) =>
  (faults ?? []).map(formatFieldError)

test('defaultJob() fills in what upstream fills in', () => {
  const { spec } = specimen(Job, { spec: { template: template() } })
  assert.deepEqual(
    { ...spec, template: undefined },
    {
      parallelism: 1,
      completions: 1,
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      suspend: false,
      manualSelector: false,
      podReplacementPolicy: 'TerminatingOrFailed',
      template: undefined,
    },
  )
  assert.equal(specimen(Job, { spec: { parallelism: 3, template: template() } }).spec.completions, undefined)
})

test('jobStrategy makes each job select its own pods', () => {
  const { spec } = draft()
  assert.deepEqual(spec.selector, { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u1' } })
  assert.deepEqual(spec.template.metadata?.labels, {
    'job-name': 'j',
    'batch.kubernetes.io/job-name': 'j',
    'controller-uid': 'u1',
    'batch.kubernetes.io/controller-uid': 'u1',
  })
  assert.deepEqual(texts(Job.validate?.(draft() as Job)), [])
})

const cases: readonly (readonly [Spec, ...string[]])[] = [
  [{ parallelism: -1 }, 'spec.parallelism: Invalid value: -1: must be greater than or equal to 0'],
  [
    { template: template({ restartPolicy: 'Always' }) },
    'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
  ],
  [
    { completionMode: 'Indexed', parallelism: 2 },
    'spec.completions: Required value: when completion mode is Indexed',
  ],
  [
    { backoffLimitPerIndex: 1 },
    'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
  ],
  [
    { podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [0, 0] } }] } },
    'spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator',
    'spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator',
    'spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Duplicate value: 0',
  ],
  [
    {
      completionMode: 'Indexed',
      completions: 3,
      successPolicy: { rules: [{ succeededIndexes: '0-1', succeededCount: 3 }] },
    },
    'spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)',
  ],
  [
    { managedBy: 'x' },
    'spec.managedBy: Invalid value: "x": must be a domain-prefixed path (such as "acme.io/foo")',
  ],
  [
    { selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'other' } } },
    'spec.selector: Invalid value: {"matchLabels":{"batch.kubernetes.io/controller-uid":"other"}}: `selector` not auto-generated',
    'spec.template.metadata.labels: Invalid value: {"job-name":"j","batch.kubernetes.io/job-name":"j","controller-uid":"u1","batch.kubernetes.io/controller-uid":"u1"}: `selector` does not match template `labels`',
  ],
  [{ manualSelector: true }, 'spec.selector: Required value'],
]

test('validateJob() uses upstream’s words', () => {
  for (const [spec, ...expected] of cases) {
    assert.deepEqual(texts(Job.validate?.(draft(spec) as Job)), expected, JSON.stringify(spec))
  }
})

test('validateJobUpdate() keeps completions and template', () => {
  const old = draft() as Job
  assert.deepEqual(texts(Job.validateUpdate?.(draft({ completions: 2, parallelism: 1 }) as Job, old)), [
    'spec.completions: Invalid value: 2: field is immutable',
  ])
  assert.deepEqual(
    Job.validateUpdate?.(draft({ parallelism: 5, completions: 1, suspend: true }) as Job, old),
    [],
  )
  const placed = draft({ template: template({ nodeSelector: { a: 'b' } }) }) as Job
  assert.match(
    texts(Job.validateUpdate?.(placed, old))[0] ?? '',
    /^spec\.template: Invalid value: .*: field is immutable$/,
  )
  assert.deepEqual(Job.validateUpdate?.(placed, draft({ suspend: true }) as Job), [])
  const asking = draft({
    template: template({ containers: [{ name: 'c', image: 'i', resources: { limits: { cpu: '1' } } }] }),
  }) as Job
  const other = draft({ template: template({ containers: [{ name: 'c', image: 'other' }] }) }) as Job
  const stopped = (type: string, active = 0) =>
    ({
      ...draft({ suspend: true }),
      status: { startTime: '2026-01-01T00:00:00Z', active, conditions: [{ type, status: 'True' }] },
    }) as Job
  assert.deepEqual(Job.validateUpdate?.(asking, stopped('Suspended')), [])
  assert.equal(Job.validateUpdate?.(asking, stopped('Suspended', 1)).length, 1)
  assert.equal(Job.validateUpdate?.(asking, stopped('FailureTarget')).length, 1)
  assert.deepEqual(
    Job.validateUpdate?.(other, stopped('Suspended')).map(({ field }) => field),
    ['spec.template.spec'],
  )
  const elastic = (count: number) =>
    draft({ completionMode: 'Indexed', completions: count, parallelism: count }) as Job
  assert.deepEqual(Job.validateUpdate?.(elastic(3), elastic(2)), [])
})

test('jobColumns print what kubectl get prints', () => {
  const nowMs = Date.parse('2026-01-01T00:01:00Z')
  const row = (status: DeepPartial<Job['status']>, spec: Spec = {}) => {
    const job = specimen(Job, {
      metadata: { name: 'j' },
      spec: { template: template(), ...spec },
      status,
    }) as Job
    return Job.columns?.slice(1, 4).map((column) => column.cell(job, nowMs))
  }
  assert.deepEqual(row({}), ['Running', '0/1', ''])
  assert.deepEqual(row({ startTime: '2026-01-01T00:00:00Z', succeeded: 1 }, { parallelism: 3 }), [
    'Running',
    '1/1 of 3',
    '60s',
  ])
  const done = { startTime: '2026-01-01T00:00:00Z', completionTime: '2026-01-01T00:00:07Z', succeeded: 1 }
  assert.deepEqual(row({ ...done, conditions: [{ type: 'Complete', status: 'True' }] }), [
    'Complete',
    '1/1',
    '7s',
  ])
  assert.deepEqual(row({ conditions: [{ type: 'Suspended', status: 'True' }] })?.[0], 'Suspended')
})
