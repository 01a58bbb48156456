// The order of built-in groups and of their versions in discovery, as their API services say it.
// Upstream: pkg/controlplane/apiserver/aggregator.go DefaultGenericAPIServicePriorities, cmd/kube-apiserver/app/aggregator.go.

/** By group: its own priority, and that of each version. */
export const groupPriorities: Readonly<Record<string, readonly [number, Readonly<Record<string, number>>]>> =
  {
    '': [18_000, { v1: 1 }],
    apps: [17_800, { v1: 15 }],
    'events.k8s.io': [17_750, { v1: 15, v1beta1: 5 }],
    'authentication.k8s.io': [17_700, { v1: 15, v1beta1: 9, v1alpha1: 1 }],
    'authorization.k8s.io': [17_600, { v1: 15 }],
    autoscaling: [17_500, { v1: 15, v2: 30 }],
    batch: [17_400, { v1: 15 }],
    'certificates.k8s.io': [17_300, { v1: 15, v1beta1: 9, v1alpha1: 1 }],
    'networking.k8s.io': [17_200, { v1: 15, v1beta1: 12 }],
    policy: [17_100, { v1: 15 }],
    'rbac.authorization.k8s.io': [17_000, { v1: 15 }],
    'storage.k8s.io': [16_800, { v1: 15, v1beta1: 9, v1alpha1: 1 }],
    'apiextensions.k8s.io': [16_700, { v1: 15 }],
    'admissionregistration.k8s.io': [16_700, { v1: 15, v1beta1: 12, v1alpha1: 9 }],
    'scheduling.k8s.io': [16_600, { v1: 15, v1alpha2: 9 }],
    'coordination.k8s.io': [16_500, { v1: 15, v1beta1: 13, v1alpha2: 12 }],
    'node.k8s.io': [16_300, { v1: 15 }],
    'discovery.k8s.io': [16_200, { v1: 15 }],
    'flowcontrol.apiserver.k8s.io': [16_100, { v1: 21 }],
    'internal.apiserver.k8s.io': [16_000, { v1alpha1: 9 }],
    'resource.k8s.io': [15_900, { v1: 20, v1beta2: 15, v1beta1: 9, v1alpha3: 1 }],
    'storagemigration.k8s.io': [15_800, { v1beta1: 9 }],
  }

/** Of groups that definitions of custom resources make. Upstream: pkg/controlplane/controller/crdregistration. */
export const customPriorities = { group: 1000, version: 100 } as const
