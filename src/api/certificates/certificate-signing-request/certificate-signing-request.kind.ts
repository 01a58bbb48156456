// CertificateSigningRequest (certificates.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { nameIsPathSegment } from '../../../machinery/names/validation.ts'
import { certificateSigningRequestColumns } from './certificate-signing-request.columns.ts'
import { certificateSigningRequest } from './certificate-signing-request.schema.ts'
import {
  certificateSigningRequestFields,
  certificateSigningRequestStrategy,
} from './certificate-signing-request.strategy.ts'
import {
  validateCertificateSigningRequest,
  validateCertificateSigningRequestCreate,
  validateCertificateSigningRequestStatusUpdate,
  validateCertificateSigningRequestUpdate,
} from './certificate-signing-request.validation.ts'
export const CertificateSigningRequest = defineKind({
  schema: certificateSigningRequest,
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  scope: 'Cluster',
  shortNames: ['csr'],
  subresources: [
    { name: 'approval', kind: 'CertificateSigningRequest', verbs: ['get', 'patch', 'update'] },
    { name: 'status', kind: 'CertificateSigningRequest', verbs: ['get', 'patch', 'update'] },
  ],
  storageVersionHash: '95fRKMXA+00=',
  fieldSelectors: ['spec.signerName'],
  selectableFields: certificateSigningRequestFields,
  strategy: certificateSigningRequestStrategy,
  columns: certificateSigningRequestColumns,
  validateName: nameIsPathSegment,
  validate: validateCertificateSigningRequest,
  validateCreate: validateCertificateSigningRequestCreate,
  validateUpdate: validateCertificateSigningRequestUpdate,
  validateStatusUpdate: validateCertificateSigningRequestStatusUpdate,
})
export type CertificateSigningRequest = Instance<typeof CertificateSigningRequest>
