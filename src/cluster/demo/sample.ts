// The sample application of `wherry demo`: three web pods behind a Service, fed from a ConfigMap and a Secret.
import type { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import type { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import type { Secret } from '../../api/core/secret/secret.kind.ts'
import type { Service } from '../../api/core/service/service.kind.ts'
import type { Draft } from '../../machinery/kind.ts'

export const namespace = 'demo'
export const replicas = 3
export const greeting = 'hello from a ConfigMap'
export const password = 'open sesame'
/** Built from the machine's busybox by `wherry up`. */
export const image = 'docker.io/library/busybox:latest'

const labels = { app: 'web' }
const metadata = { namespace, name: 'web', labels }

export const configMap: Draft<ConfigMap> = { metadata, data: { 'greeting.txt': `${greeting}\n` } }
export const secret: Draft<Secret> = { metadata, stringData: { password } }

// Every page that the checks read is a file below /www; the version comes from the pod template, so a change of it is a
// rollout.
const script = [
  'mkdir -p /www && cp /config/greeting.txt /www/greeting.txt',
  'echo "$POD_NAME" > /www/name.txt && echo "$VERSION" > /www/version.txt',
  'echo "$PASSWORD" | sha256sum | cut -d" " -f1 > /www/secret.txt',
  'exec httpd -f -p 8080 -h /www',
].join('\n')

export function deployment(version: string): Draft<Deployment> {
  return {
    metadata,
    spec: {
      replicas,
      selector: { matchLabels: labels },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 5,
          containers: [
            {
              name: 'web',
              image,
              imagePullPolicy: 'IfNotPresent',
              command: ['sh', '-c', script],
              env: [
                { name: 'VERSION', value: version },
                { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
                { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'web', key: 'password' } } },
              ],
              ports: [{ name: 'http', containerPort: 8080 }],
              readinessProbe: { httpGet: { path: '/version.txt', port: 'http' }, periodSeconds: 1 },
              // Time for every proxy to learn that this pod goes, before it stops to answer.
              lifecycle: { preStop: { sleep: { seconds: 2 } } },
              volumeMounts: [{ name: 'config', mountPath: '/config', readOnly: true }],
            },
          ],
          volumes: [{ name: 'config', configMap: { name: 'web' } }],
        },
      },
    },
  }
}

export const service: Draft<Service> = {
  metadata,
  spec: { type: 'NodePort', selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
}

/** A pod that asks for `url` until it answers (up to 20 s), and writes what came to its log. */
export function clientPod(name: string, url: string): Draft<Pod> {
  return {
    metadata: { namespace, name },
    spec: {
      restartPolicy: 'Never',
      containers: [
        {
          name: 'client',
          image,
          imagePullPolicy: 'IfNotPresent',
          command: [
            'sh',
            '-c',
            'for i in $(seq 20); do timeout 3 wget -q -O - "$0" && exit 0; sleep 1; done; exit 1',
            url,
          ],
        },
      ],
    },
  }
}
