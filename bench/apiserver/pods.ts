// The objects that the API server's benches write and read: pods as a Deployment makes them.

export function podOf(
  name: string,
  labels: Readonly<Record<string, string>> = { app: 'bench', tier: 'web' },
) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels, annotations: { note: 'x'.repeat(200) } },
    spec: {
      serviceAccountName: 'default',
      containers: [
        {
          name: 'web',
          image: 'registry.example/web:1.2.3',
          ports: [{ name: 'http', containerPort: 8080 }],
          env: Array.from({ length: 10 }, (_, i) => ({ name: `VARIABLE_${i}`, value: `value ${i}` })),
          resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '256Mi' } },
          readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
        },
      ],
    },
  }
}

/** What a kubelet writes of a pod that runs. */
export function runningStatus(stamp: string) {
  return {
    phase: 'Running',
    podIP: '10.244.1.7',
    podIPs: [{ ip: '10.244.1.7' }],
    hostIP: '192.168.1.10',
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
      type,
      status: 'True',
      lastTransitionTime: '2026-01-02T03:04:05Z',
    })),
    containerStatuses: [
      {
        name: 'web',
        ready: true,
        started: true,
        restartCount: 0,
        image: 'registry.example/web:1.2.3',
        imageID: 'registry.example/web@sha256:0123456789abcdef',
        containerID: `containerd://${stamp}`,
        state: { running: { startedAt: '2026-01-02T03:04:05Z' } },
      },
    ],
  }
}

export const podsPath = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`
