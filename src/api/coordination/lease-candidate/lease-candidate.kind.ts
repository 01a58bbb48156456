// LeaseCandidate (coordination.k8s.io/v1beta1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { isConfigMapKey } from '../../../machinery/names/validation.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { type LeaseCandidate as Candidate, leaseCandidate } from './lease-candidate.v1beta1.schema.ts'
import { validateLeaseCandidate, validateLeaseCandidateUpdate } from './lease-candidate.validation.ts'
export const LeaseCandidate = defineKind({
  schema: leaseCandidate,
  group: 'coordination.k8s.io',
  version: 'v1beta1',
  kind: 'LeaseCandidate',
  plural: 'leasecandidates',
  singular: 'leasecandidate',
  scope: 'Namespaced',
  storageVersionHash: 'lvME0iHWE20=',
  strategy: { allowCreateOnUpdate: true, allowUnconditionalUpdate: false },
  validateName: (name) => isConfigMapKey(name),
  validate: validateLeaseCandidate,
  validateUpdate: validateLeaseCandidateUpdate,
  columns: [
    nameColumn,
    column<Candidate>('LeaseName', ({ spec }) => spec.leaseName),
    column<Candidate>('BinaryVersion', ({ spec }) => spec.binaryVersion),
    column<Candidate>('EmulationVersion', ({ spec }) => spec.emulationVersion ?? ''),
    ageColumn,
  ],
})
export type LeaseCandidate = Instance<typeof LeaseCandidate>
