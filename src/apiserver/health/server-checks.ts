// What /readyz and its like ask of this server, under upstream's names: what is still missing of a start shows by name.
// Upstream: apiserver pkg/server/healthz.go, pkg/server/hooks.go; pkg/controlplane.
import type { HealthCheck } from './health-routes.ts'

/** How far the server has come. */
export interface StartState {
  /** Namespaces, priority classes, the API's own service, roles and flow control's configuration are there. */
  bootstrapped: boolean
  /** Roles that gather others have done so. */
  rolesAggregated: boolean
  /** The API services of the server's own groups are there. */
  servicesRegistered: boolean
  /** Flow schemas tell whether their levels are there. */
  flowControlTold: boolean
  stopping: boolean
}

export function newStartState(): StartState {
  return {
    bootstrapped: false,
    rolesAggregated: false,
    servicesRegistered: false,
    flowControlTold: false,
    stopping: false,
  }
}

export interface Feed {
  readonly filled: boolean
  readonly refilling: boolean
}

/** Hooks that are done when the objects of every cluster are there. */
const bootstrapHooks = [
  'start-system-namespaces-controller',
  'start-service-ip-repair-controllers',
  'scheduling/bootstrap-system-priority-classes',
  'priority-and-fairness-config-producer',
  'bootstrap-controller',
  'start-kubernetes-service-cidr-controller',
]

/** Upstream: kube-aggregator pkg/apiserver/apiserver.go. */
const aggregationHooks = [
  'apiservice-registration-controller',
  'apiservice-discovery-controller',
  'apiservice-status-local-available-controller',
  'apiservice-status-remote-available-controller',
  'kube-apiserver-autoregistration',
  'apiservice-openapiv3-controller',
]

export function serverChecks(feed: Feed, state: StartState): HealthCheck[] {
  const until = (done: () => boolean) => () => (done() ? undefined : 'not finished')
  const hook = (name: string, done: () => boolean) => ({ name: `poststarthook/${name}`, fault: until(done) })
  const filled = () => feed.filled
  return [
    { name: 'log', fault: () => undefined },
    { name: 'etcd', fault: () => undefined },
    {
      name: 'etcd-readiness',
      on: ['readyz'],
      fault: () => (feed.refilling ? 'the store is being read again' : undefined),
    },
    { name: 'informer-sync', on: ['readyz'], fault: until(filled) },
    hook('generic-apiserver-start-informers', filled),
    hook('priority-and-fairness-config-consumer', () => state.flowControlTold),
    hook('priority-and-fairness-filter', filled),
    ...bootstrapHooks.map((name) => hook(name, () => state.bootstrapped)),
    hook('rbac/bootstrap-roles', () => state.rolesAggregated),
    ...aggregationHooks.map((name) => hook(name, () => state.servicesRegistered)),
    { name: 'autoregister-completion', fault: until(() => state.servicesRegistered) },
    {
      name: 'shutdown',
      on: ['readyz'],
      fault: () => (state.stopping ? 'process is shutting down' : undefined),
    },
  ]
}
