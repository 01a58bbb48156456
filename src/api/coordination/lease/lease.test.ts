import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { Lease } from './lease.kind.ts'

const cases: readonly (readonly [object, ...string[]])[] = [
  [{ leaseDurationSeconds: 1, leaseTransitions: 0 }],
  [
    { leaseDurationSeconds: 0, leaseTransitions: -1 },
    'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
    'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
  ],
  [{ strategy: 'OldestEmulationVersion', preferredHolder: 'a' }],
  [{ strategy: 'example.com/mine' }],
  [
    { strategy: 'Newest' },
    'spec.strategy.strategy: Unsupported value: "Newest": supported values: "OldestEmulationVersion"',
  ],
  [
    { preferredHolder: 'a' },
    'spec.preferredHolder: Forbidden: may only be specified if `strategy` is defined',
  ],
]

for (const [spec, ...expected] of cases) {
  test(`validateLease() of ${JSON.stringify(spec)}`, () => {
    const obj = specimen(Lease, { metadata: { name: 'x', namespace: 'ns' }, spec }) as Lease
    assert.deepEqual((Lease.validate?.(obj) ?? []).map(formatFieldError), expected)
  })
}
