// Who publishes the trust anchors of a signer must be allowed to speak for it.
// Upstream: plugin/pkg/admission/certificates/ctbattest/admission.go.
import { ClusterTrustBundle } from '../../../../api/certificates/cluster-trust-bundle/cluster-trust-bundle.kind.ts'
import { ClusterTrustBundleV1alpha1 } from '../../../../api/certificates/cluster-trust-bundle/cluster-trust-bundle.v1alpha1.kind.ts'
import { semanticEqual } from '../../../../machinery/equality.ts'
import type { Authorizer } from '../../../authz/authorizer.ts'
import { maySigner } from '../../../authz/signers.ts'
import { type AdmissionPlugin, defineAdmission, forbid } from '../../admission.ts'

export function clusterTrustBundleAttest({
  authorizer,
}: {
  readonly authorizer: Authorizer
}): AdmissionPlugin {
  return defineAdmission<ClusterTrustBundle>({
    name: 'ClusterTrustBundleAttest',
    kinds: [ClusterTrustBundle, ClusterTrustBundleV1alpha1],
    on: ['CREATE', 'UPDATE'],
    validate(request) {
      const { object, oldObject, user } = request
      const signerName = object?.spec.signerName ?? ''
      if (object === undefined || signerName === '') return undefined
      if (oldObject !== undefined && semanticEqual(meaningOf(object), meaningOf(oldObject))) return undefined
      if (maySigner({ authorizer, user, verb: 'attest', signerName })) return undefined
      const why = `user not permitted to attest for signerName ${JSON.stringify(signerName)}`
      return forbid(request as never, why)
    },
  })
}

/** All that others rely on: not what the garbage collector writes, nor what the server does. */
function meaningOf({ metadata, ...rest }: ClusterTrustBundle): object {
  const { ownerReferences, finalizers, managedFields, resourceVersion, ...meta } = metadata
  return { ...rest, metadata: meta }
}
