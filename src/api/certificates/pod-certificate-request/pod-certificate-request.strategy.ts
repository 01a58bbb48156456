// What the server does to requests for pods' certificates, and what state they are in.
// Upstream: pkg/registry/certificates/podcertificaterequest/strategy.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import { keepConditions } from '../kept-conditions.ts'
import {
  type PodCertificateRequest,
  podCertificateRequestStatus,
} from './pod-certificate-request.v1beta1.schema.ts'

const outcomes = ['Issued', 'Denied', 'Failed']
const oneDaySeconds = 86_400

export function defaultPodCertificateRequest({ spec }: Mutable<PodCertificateRequest>): void {
  spec.maxExpirationSeconds ??= oneDaySeconds
}

export const podCertificateRequestStrategy = specStrategy<PodCertificateRequest>({
  status: podCertificateRequestStatus,
  generation: false,
  allowUnconditionalUpdate: false,
  onStatusUpdate: (next, old) => keepConditions(next, old, outcomes),
})

export function podCertificateRequestFields({
  spec,
}: PodCertificateRequest): Readonly<Record<string, string>> {
  return {
    'spec.nodeName': spec.nodeName,
    'spec.podName': spec.podName,
    'spec.signerName': spec.signerName,
  }
}

/** The outcome, once there is one. */
export function stateText({ status }: PodCertificateRequest): string {
  const conditions = status?.conditions ?? []
  return conditions.find(({ type }) => outcomes.includes(type))?.type ?? 'Pending'
}
