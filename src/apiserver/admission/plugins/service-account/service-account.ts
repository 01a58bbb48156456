// Every pod runs as a service account, and finds that account's token mounted.
// Upstream: plugin/pkg/admission/serviceaccount/admission.go.
// Differs: the annotation kubernetes.io/enforce-mountable-secrets, deprecated upstream, is not looked at.
import { Pod } from '../../../../api/core/pod/pod.kind.ts'
import { ServiceAccount } from '../../../../api/core/service-account/service-account.kind.ts'
import { randomSuffix } from '../../../../base/rng.ts'
import { inOnePiece } from '../../../../base/text.ts'
import type { Mutable } from '../../../../machinery/schema/schema.ts'
import {
  type AdmissionReader,
  type AdmissionRequest,
  defineAdmission,
  forbid,
  type Verdict,
} from '../../admission.ts'

const mirrorAnnotation = 'kubernetes.io/config.mirror'
const volumePrefix = 'kube-api-access-'
export const tokenMountPath = '/var/run/secrets/kubernetes.io/serviceaccount'
/** An hour, and a few seconds that mark tokens whose holders may not reload them. */
const tokenSeconds = 3607
/** The default account comes soon after its namespace. */
const defaultAttempts = 10
const attemptMs = 100

export const serviceAccount = defineAdmission<Pod>({
  name: 'ServiceAccount',
  kinds: [Pod],
  on: ['CREATE'],
  async mutate(request, reader) {
    const pod = request.object
    if (pod === undefined) return undefined
    if (isMirror(pod)) return judgeMirror(request)
    const { spec } = pod
    spec.serviceAccountName ||= 'default'
    const account = await findAccount(request.namespace, spec.serviceAccountName, reader)
    if (account === undefined) {
      const name = spec.serviceAccountName
      const lost = `serviceaccount ${JSON.stringify(name)} not found`
      return forbid(
        request as AdmissionRequest,
        `error looking up service account ${request.namespace}/${name}: ${lost}`,
      )
    }
    spec.serviceAccount = spec.serviceAccountName
    if (mounts(pod, account)) mountToken(pod, reader)
    if ((spec.imagePullSecrets ?? []).length === 0 && (account.imagePullSecrets ?? []).length > 0) {
      spec.imagePullSecrets = (account.imagePullSecrets ?? []).map((reference) => ({ ...reference }))
    }
    return undefined
  },
})

function isMirror(pod: Mutable<Pod>): boolean {
  return pod.metadata.annotations !== undefined && Object.hasOwn(pod.metadata.annotations, mirrorAnnotation)
}

/** Static pods exist without the API, so they cannot have what only the API gives. */
function judgeMirror(request: AdmissionRequest<Mutable<Pod> & Pod>): Verdict {
  const { spec } = request.object as Pod
  const no = (what: string) =>
    forbid(request as unknown as AdmissionRequest, `a mirror pod may not reference ${what}`)
  if (spec.serviceAccountName) return no('service accounts')
  for (const { projected } of spec.volumes ?? []) {
    if (projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken !== undefined)) {
      return forbid(
        request as unknown as AdmissionRequest,
        'a mirror pod may not use ServiceAccountToken volume projections',
      )
    }
  }
  return undefined
}

async function findAccount(
  namespace: string,
  name: string,
  reader: AdmissionReader,
): Promise<ServiceAccount | undefined> {
  const attempts = name === 'default' ? defaultAttempts : 1
  for (let attempt = 1; ; attempt++) {
    const account = reader.get(ServiceAccount, { namespace, name })
    if (account !== undefined) return account
    await reader.fresh()
    const now = reader.get(ServiceAccount, { namespace, name })
    if (now !== undefined || attempt === attempts) return now
    await reader.sleep(attemptMs)
  }
}

function mounts(pod: Mutable<Pod>, account: ServiceAccount): boolean {
  return pod.spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true
}

function mountToken(pod: Mutable<Pod>, reader: AdmissionReader): void {
  const { spec } = pod
  const existing = spec.volumes?.find(
    ({ name, projected }) => name.startsWith(volumePrefix) && projected !== undefined,
  )
  const name = existing?.name ?? inOnePiece(volumePrefix, randomSuffix(reader.rng))
  let needed = false
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    if (container.volumeMounts?.some(({ mountPath }) => mountPath === tokenMountPath)) continue
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { name, readOnly: true, mountPath: tokenMountPath },
    ]
    needed = true
  }
  if (needed && existing === undefined)
    spec.volumes = [...(spec.volumes ?? []), { name, projected: tokenVolume() }]
}

type Volume = NonNullable<Mutable<Pod>['spec']['volumes']>[number]

function tokenVolume(): NonNullable<Volume['projected']> {
  return {
    sources: [
      { serviceAccountToken: { expirationSeconds: tokenSeconds, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
        },
      },
    ],
    defaultMode: 0o644,
  }
}
