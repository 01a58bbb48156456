// PodCertificateRequest (certificates.k8s.io/v1beta1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { validatePodCertificateRequestStatusUpdate } from './pod-certificate-request.status-validation.ts'
import {
  defaultPodCertificateRequest,
  podCertificateRequestFields,
  podCertificateRequestStrategy,
  stateText,
} from './pod-certificate-request.strategy.ts'
import {
  podCertificateRequest,
  type PodCertificateRequest as Request,
} from './pod-certificate-request.v1beta1.schema.ts'
import {
  validatePodCertificateRequestCreate,
  validatePodCertificateRequestUpdate,
} from './pod-certificate-request.validation.ts'
export const PodCertificateRequest = defineKind({
  schema: podCertificateRequest,
  group: 'certificates.k8s.io',
  version: 'v1beta1',
  kind: 'PodCertificateRequest',
  plural: 'podcertificaterequests',
  singular: 'podcertificaterequest',
  scope: 'Namespaced',
  subresources: [{ name: 'status', kind: 'PodCertificateRequest', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'wYA9yXQH8fg=',
  default: defaultPodCertificateRequest,
  strategy: podCertificateRequestStrategy,
  validateCreate: validatePodCertificateRequestCreate,
  validateUpdate: validatePodCertificateRequestUpdate,
  validateStatusUpdate: validatePodCertificateRequestStatusUpdate,
  fieldSelectors: ['spec.nodeName', 'spec.podName', 'spec.signerName'],
  selectableFields: podCertificateRequestFields,
  columns: [
    nameColumn,
    column<Request>('PodName', ({ spec }) => spec.podName),
    column<Request>('ServiceAccountName', ({ spec }) => spec.serviceAccountName),
    column<Request>('NodeName', ({ spec }) => spec.nodeName),
    column<Request>('SignerName', ({ spec }) => spec.signerName),
    column<Request>('State', stateText),
    ageColumn,
  ],
})
export type PodCertificateRequest = Instance<typeof PodCertificateRequest>
