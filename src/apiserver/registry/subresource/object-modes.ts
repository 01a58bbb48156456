// Subresources that write a part of the object under rules of their own.
import { CertificateSigningRequest } from '../../../api/certificates/certificate-signing-request/certificate-signing-request.kind.ts'
import { validateCertificateSigningRequestApproval } from '../../../api/certificates/certificate-signing-request/certificate-signing-request.validation.ts'
import { Namespace } from '../../../api/core/namespace/namespace.kind.ts'
import { prepareForFinalize } from '../../../api/core/namespace/namespace.strategy.ts'
import { Pod } from '../../../api/core/pod/pod.kind.ts'
import { prepareForEphemeralContainersUpdate, prepareForResize } from '../../../api/core/pod/pod.strategy.ts'
import {
  validatePodEphemeralContainersUpdate,
  validatePodResize,
} from '../../../api/core/pod/pod-subresources.validation.ts'
import type { FieldError } from '../../../machinery/field-error.ts'
import { cloneJson } from '../../../machinery/json-value.ts'
import type { KubeObject } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { WorkingObject } from '../object.ts'
import { keepSystemMeta } from '../prepare.ts'
import { objectSubresource, type SubresourceHandler } from '../subresources.ts'
import type { UpdateMode } from '../update.ts'

interface ModeOf<T extends KubeObject> {
  readonly subresource: string
  prepare(next: Mutable<T>, old: T): void
  faults?(next: T, old: T): readonly FieldError[]
}

function mode<T extends KubeObject>(own: ModeOf<T>): UpdateMode {
  const { subresource, faults } = own
  return {
    subresource,
    rules: 'meta',
    prepare(next, old) {
      keepSystemMeta(next, old)
      own.prepare(next as unknown as Mutable<T>, old as T)
    },
    ...(faults && { faults: (next: KubeObject, old: KubeObject) => faults(next as T, old as T) }),
  }
}

const ephemeralContainers = mode<Pod>({
  subresource: 'ephemeralcontainers',
  prepare: prepareForEphemeralContainersUpdate,
  faults: validatePodEphemeralContainersUpdate,
})

const resize = mode<Pod>({ subresource: 'resize', prepare: prepareForResize, faults: validatePodResize })

const finalize = mode<Namespace>({ subresource: 'finalize', prepare: prepareForFinalize })

/** Upstream: pkg/registry/certificates/certificates/strategy.go csrApprovalStrategy. */
const approval = mode<CertificateSigningRequest>({
  subresource: 'approval',
  prepare(next, old) {
    const { conditions } = next.status ?? {}
    const kept = cloneJson({ spec: old.spec, status: old.status }) as unknown as WorkingObject
    const target = next as unknown as WorkingObject
    target.spec = kept.spec
    target.status = {
      ...(kept.status as object | undefined),
      ...(conditions !== undefined && { conditions }),
    }
  },
  faults: validateCertificateSigningRequestApproval,
})

export const objectModes: readonly [string, SubresourceHandler][] = [
  [`${Pod.plural}/ephemeralcontainers`, objectSubresource(ephemeralContainers)],
  [`${Pod.plural}/resize`, objectSubresource(resize)],
  [`${Namespace.plural}/finalize`, objectSubresource(finalize)],
  [`${CertificateSigningRequest.plural}.certificates.k8s.io/approval`, objectSubresource(approval)],
]
