// What single resources do beside the generic steps of a write.
import { HorizontalPodAutoscaler } from '../../api/autoscaling/horizontal-pod-autoscaler/horizontal-pod-autoscaler.kind.ts'
import { validateLowestReplicas } from '../../api/autoscaling/horizontal-pod-autoscaler/horizontal-pod-autoscaler.validation.ts'
import { CertificateSigningRequest } from '../../api/certificates/certificate-signing-request/certificate-signing-request.kind.ts'
import { Event } from '../../api/core/event/event.kind.ts'
import { PersistentVolume } from '../../api/core/persistent-volume/persistent-volume.kind.ts'
import { Service } from '../../api/core/service/service.kind.ts'
import type { FeatureGates } from '../../api/enablement/feature-gates.ts'
import { ResourceClaim } from '../../api/resource/resource-claim/resource-claim.kind.ts'
import { ResourceClaimTemplate } from '../../api/resource/resource-claim-template/resource-claim-template.kind.ts'
import type { Clock } from '../../base/clock.ts'
import type { Kind } from '../../machinery/kind.ts'
import { isPodCertificateRequest } from '../admission/plugins/pod-certificate-signing/pod-certificate-signing.ts'
import { podCertificateHooks, signingRequestHooks } from './certificates/certificate-hooks.ts'
import { claimAdminFaults, type FindNamespace, templateAdminFaults } from './device-admin-access.ts'
import { phaseTimes } from './phase-times.ts'
import type { ResourceHooks } from './resource.ts'
import type { ServiceAllocator } from './service/service-allocator.ts'

/** Upstream: kube-apiserver --event-ttl. */
const eventSeconds = 3600

interface HookOptions {
  readonly clock: Clock
  readonly gates: FeatureGates
  /** All that are served. */
  readonly kinds: readonly Kind[]
}

export function resourceHooks(
  allocator: ServiceAllocator,
  findNamespace: FindNamespace,
  { clock, gates, kinds }: HookOptions,
): ReadonlyMap<Kind, ResourceHooks> {
  return new Map<Kind, ResourceHooks>([
    [Service as unknown as Kind, { allocate: (next, old) => allocator.allocate(next, old) }],
    [Event as unknown as Kind, { ttlSeconds: () => eventSeconds }],
    [
      HorizontalPodAutoscaler as unknown as Kind,
      {
        faults: (next, old) =>
          validateLowestReplicas(
            next as HorizontalPodAutoscaler,
            old as HorizontalPodAutoscaler | undefined,
            { toZero: gates.enabled('HPAScaleToZero') },
          ),
      },
    ],
    [PersistentVolume as unknown as Kind, { allocate: phaseTimes(clock) }],
    [CertificateSigningRequest as unknown as Kind, signingRequestHooks(clock)],
    ...kinds
      .filter(isPodCertificateRequest)
      .map((kind): [Kind, ResourceHooks] => [kind, podCertificateHooks(clock)]),
    [
      ResourceClaim as unknown as Kind,
      {
        faults: (next, old) =>
          claimAdminFaults(next as ResourceClaim, old as ResourceClaim | undefined, findNamespace),
      },
    ],
    [
      ResourceClaimTemplate as unknown as Kind,
      {
        faults: (next, old) =>
          templateAdminFaults(
            next as ResourceClaimTemplate,
            old as ResourceClaimTemplate | undefined,
            findNamespace,
          ),
      },
    ],
  ])
}
