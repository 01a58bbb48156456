// A pod's pull secrets, decoded. One that is not there is passed over: the image may be had without.
// Upstream: pkg/kubelet/kubelet_pods.go getPullSecretsForPod
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { PullSecret } from '../images/keyring.ts'
import type { ReferencedObjects } from '../volumes/referenced-objects.ts'

export async function pullSecrets(
  objects: ReferencedObjects,
  pod: Pod,
  options: { readonly signal: AbortSignal },
): Promise<readonly PullSecret[]> {
  const { namespace = '' } = pod.metadata
  const found: PullSecret[] = []
  for (const { name = '' } of pod.spec.imagePullSecrets ?? []) {
    if (name === '') continue
    const secret = await objects.secret({ namespace, name }, options)
    if (secret === undefined) continue
    const data = Object.entries(secret.data ?? {}).map(
      ([key, value]) => [key, Buffer.from(value, 'base64')] as const,
    )
    found.push({ type: secret.type ?? '', data: new Map(data) })
  }
  return found
}
