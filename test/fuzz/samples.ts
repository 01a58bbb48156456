// Good objects that are accepted as they are, to be spoilt. Kinds without one here get what fits their schema.
const template = {
  metadata: { labels: { a: 'b' } },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'i',
        ports: [{ containerPort: 80 }],
        resources: { requests: { cpu: '1', memory: '1Gi' } },
      },
    ],
  },
}
const selector = { matchLabels: { a: 'b' } }
const subjects = [{ kind: 'User', name: 'u', apiGroup: 'rbac.authorization.k8s.io' }]
const rules = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }]
const finished = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } }
const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } }

/** By `group/Kind`. */
export const samples: Readonly<Record<string, object>> = {
  '/ConfigMap': { data: { a: 'b' }, binaryData: { c: 'AAAA' } },
  '/Secret': { data: { a: 'YQ==' }, stringData: { b: 'c' }, type: 'Opaque' },
  '/Pod': {
    spec: {
      ...template.spec,
      volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Mi' } }],
      tolerations: [{ key: 'a', operator: 'Exists' }],
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'a', labelSelector: selector }],
        },
      },
    },
  },
  '/Service': {
    spec: {
      selector: { a: 'b' },
      ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }],
      type: 'NodePort',
    },
  },
  '/Node': {
    spec: { taints: [{ key: 'a', effect: 'NoSchedule' }], podCIDRs: ['10.0.0.0/24'] },
    status: { capacity: { cpu: '4' } },
  },
  '/ReplicationController': { spec: { selector: { a: 'b' }, template } },
  '/LimitRange': { spec: { limits: [{ type: 'Container', default: { cpu: '1' }, max: { cpu: '2' } }] } },
  '/ResourceQuota': { spec: { hard: { pods: '1000', 'requests.cpu': '9k' } } },
  '/PersistentVolumeClaim': { spec: claim },
  '/Endpoints': { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] },
  'apps/Deployment': {
    spec: { replicas: 1, selector, template, strategy: { rollingUpdate: { maxSurge: '25%' } } },
  },
  'apps/StatefulSet': {
    spec: {
      serviceName: 's',
      selector,
      template,
      volumeClaimTemplates: [{ metadata: { name: 'd' }, spec: claim }],
    },
  },
  'apps/DaemonSet': { spec: { selector, template } },
  'apps/ReplicaSet': { spec: { selector, template } },
  'batch/Job': { spec: { template: finished } },
  'batch/CronJob': { spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template: finished } } } },
  'rbac.authorization.k8s.io/Role': { rules },
  'rbac.authorization.k8s.io/ClusterRole': {
    rules,
    aggregationRule: { clusterRoleSelectors: [selector] },
  },
  'rbac.authorization.k8s.io/RoleBinding': {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects,
  },
  'policy/PodDisruptionBudget': { spec: { selector, maxUnavailable: '10%' } },
  'networking.k8s.io/NetworkPolicy': {
    spec: {
      podSelector: selector,
      ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }],
    },
  },
  'networking.k8s.io/Ingress': {
    spec: {
      rules: [
        {
          host: 'a.b',
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: 's', port: { number: 80 } } } },
            ],
          },
        },
      ],
    },
  },
  'discovery.k8s.io/EndpointSlice': {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
    ports: [{ port: 80 }],
  },
  'coordination.k8s.io/Lease': { spec: { holderIdentity: 'a', leaseDurationSeconds: 15 } },
  'autoscaling/HorizontalPodAutoscaler': {
    spec: { scaleTargetRef: { kind: 'Deployment', name: 'fuzz', apiVersion: 'apps/v1' }, maxReplicas: 3 },
  },
  'authorization.k8s.io/SelfSubjectAccessReview': {
    spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
  },
  'authentication.k8s.io/TokenReview': { spec: { token: 'eyJ.eyJ.x', audiences: ['a'] } },
  'storage.k8s.io/StorageClass': { provisioner: 'a.b/c', parameters: { a: 'b' } },
  'scheduling.k8s.io/PriorityClass': { value: 10 },
  'apiextensions.k8s.io/CustomResourceDefinition': {
    metadata: { name: 'gadgets.fuzz.example.com' },
    spec: {
      group: 'fuzz.example.com',
      scope: 'Namespaced',
      names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: {
            status: {},
            scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' },
          },
          additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  properties: {
                    size: { type: 'integer', minimum: 0, default: 1 },
                    name: { type: 'string', pattern: '^(a+)+$', maxLength: 40 },
                    any: { 'x-kubernetes-preserve-unknown-fields': true },
                    when: { type: 'string', format: 'date-time' },
                    parts: {
                      type: 'array',
                      'x-kubernetes-list-type': 'map',
                      'x-kubernetes-list-map-keys': ['id'],
                      items: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
                    },
                    amount: { 'x-kubernetes-int-or-string': true },
                  },
                  'x-kubernetes-validations': [{ rule: 'self.size < 100', message: 'too large' }],
                },
                status: { type: 'object', properties: { size: { type: 'integer' } } },
              },
            },
          },
        },
      ],
    },
  },
}

/** Of the custom resource that the definition above makes. */
export const gadget = {
  spec: {
    size: 3,
    name: 'aaa',
    any: { x: [1, { y: null }] },
    when: '2026-01-01T00:00:00Z',
    parts: [{ id: 'a' }, { id: 'b' }],
    amount: '10%',
  },
}
