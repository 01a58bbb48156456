// Upstream's suggested flow schemas and priority levels. Upstream: apiserver pkg/apis/flowcontrol/bootstrap/default.go.
import type {
  FlowSchemaSpec,
  ResourcePolicyRule,
  Subject,
} from '../../api/flowcontrol/flow-schema/flow-schema.schema.ts'
import { everything, exemptName, groupSubjects } from '../../api/flowcontrol/mandatory.data.ts'
import type { PriorityLevelConfigurationSpec } from '../../api/flowcontrol/priority-level-configuration/priority-level-configuration.schema.ts'

const anybody = groupSubjects('system:unauthenticated', 'system:authenticated')
const nodes = groupSubjects('system:nodes')
const controllerManager = user('system:kube-controller-manager')
const scheduler = user('system:kube-scheduler')

function user(name: string): Subject {
  return { kind: 'User', user: { name } }
}

function systemAccount(name: string): Subject {
  return { kind: 'ServiceAccount', serviceAccount: { name, namespace: 'kube-system' } }
}

interface Target {
  readonly group: string
  readonly resources: readonly string[]
  readonly verbs?: readonly string[]
  readonly namespaces?: readonly string[]
  readonly clusterScope?: true
}

const electionVerbs = ['get', 'create', 'update']

function rule({
  group,
  resources,
  verbs = electionVerbs,
  namespaces = ['*'],
  clusterScope,
}: Target): ResourcePolicyRule {
  return { verbs, apiGroups: [group], resources, ...(clusterScope && { clusterScope }), namespaces }
}

const leases = rule({ group: 'coordination.k8s.io', resources: ['leases'] })

interface SchemaData {
  readonly level: string
  readonly precedence: number
  readonly by?: 'ByUser' | 'ByNamespace'
  readonly subjects: readonly Subject[]
  /** Everything where absent. */
  readonly resourceRules?: readonly ResourcePolicyRule[]
}

function schema({ level, precedence, by = 'ByUser', subjects, resourceRules }: SchemaData): FlowSchemaSpec {
  return {
    priorityLevelConfiguration: { name: level },
    matchingPrecedence: precedence,
    distinguisherMethod: { type: by },
    rules: [{ subjects, ...(resourceRules === undefined ? everything : { resourceRules }) }],
  }
}

/** Nobody is to wait who asks whether the server lives. */
const probes: FlowSchemaSpec = {
  priorityLevelConfiguration: { name: exemptName },
  matchingPrecedence: 2,
  rules: [
    {
      subjects: anybody,
      nonResourceRules: [{ verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }],
    },
  ],
}

export const suggestedFlowSchemas: ReadonlyMap<string, FlowSchemaSpec> = new Map([
  ['system-nodes', schema({ level: 'system', precedence: 500, subjects: nodes })],
  [
    'system-node-high',
    schema({
      level: 'node-high',
      precedence: 400,
      subjects: nodes,
      resourceRules: [
        rule({ group: '', resources: ['nodes', 'nodes/status'], verbs: ['*'], clusterScope: true }),
        rule({ group: 'coordination.k8s.io', resources: ['leases'], verbs: ['*'] }),
      ],
    }),
  ],
  ['probes', probes],
  [
    'system-leader-election',
    schema({
      level: 'leader-election',
      precedence: 100,
      subjects: [controllerManager, scheduler, systemAccount('*')],
      resourceRules: [leases],
    }),
  ],
  // Endpoints are the work of these controllers, and not somebody's lock as in the schema that comes next.
  [
    'endpoint-controller',
    schema({
      level: 'workload-high',
      precedence: 150,
      subjects: [
        controllerManager,
        systemAccount('endpoint-controller'),
        systemAccount('endpointslicemirroring-controller'),
      ],
      resourceRules: [rule({ group: '', resources: ['endpoints'] })],
    }),
  ],
  [
    'workload-leader-election',
    schema({
      level: 'leader-election',
      precedence: 200,
      subjects: [systemAccount('*')],
      resourceRules: [rule({ group: '', resources: ['endpoints', 'configmaps'] }), leases],
    }),
  ],
  [
    'kube-controller-manager',
    schema({ level: 'workload-high', precedence: 800, by: 'ByNamespace', subjects: [controllerManager] }),
  ],
  [
    'kube-scheduler',
    schema({ level: 'workload-high', precedence: 800, by: 'ByNamespace', subjects: [scheduler] }),
  ],
  [
    'kube-system-service-accounts',
    schema({ level: 'workload-high', precedence: 900, by: 'ByNamespace', subjects: [systemAccount('*')] }),
  ],
  [
    'service-accounts',
    schema({ level: 'workload-low', precedence: 9000, subjects: groupSubjects('system:serviceaccounts') }),
  ],
  ['global-default', schema({ level: 'global-default', precedence: 9900, subjects: anybody })],
])

function level(
  nominalConcurrencyShares: number,
  lendablePercent: number,
  { queues, handSize }: { readonly queues: number; readonly handSize: number },
): PriorityLevelConfigurationSpec {
  const queuing = { queues, handSize, queueLengthLimit: 50 }
  return {
    type: 'Limited',
    limited: { nominalConcurrencyShares, limitResponse: { type: 'Queue', queuing }, lendablePercent },
  }
}

export const suggestedPriorityLevels: ReadonlyMap<string, PriorityLevelConfigurationSpec> = new Map([
  ['system', level(30, 33, { queues: 64, handSize: 6 })],
  ['node-high', level(40, 25, { queues: 64, handSize: 6 })],
  ['leader-election', level(10, 0, { queues: 16, handSize: 4 })],
  ['workload-high', level(40, 50, { queues: 128, handSize: 6 })],
  ['workload-low', level(100, 90, { queues: 128, handSize: 6 })],
  ['global-default', level(20, 50, { queues: 128, handSize: 6 })],
])
