// Expressions as people write them: from policies and custom resources that are in wide use.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bool, dyn } from './cel-type.ts'
import { compile, evaluate } from './program.ts'

const deployment = {
  metadata: { name: 'web', labels: { env: 'prod' }, annotations: { 'a.b/c': 'x' } },
  spec: {
    replicas: 3,
    template: {
      spec: {
        hostNetwork: false,
        volumes: [{ name: 'v', emptyDir: {} }],
        containers: [
          {
            name: 'a',
            image: 'registry.example.com/a:v1.2.3',
            securityContext: { capabilities: { add: ['NET_ADMIN'] } },
            resources: { limits: { memory: '512Mi' } },
          },
          { name: 'b', image: 'registry.example.com/b@sha256:00', ports: [{ containerPort: 8080 }] },
        ],
      },
    },
  },
}
const params = { data: { maxMemory: '1Gi', repos: 'registry.example.com,other' } }
const self = {
  path: { type: 'ReplacePrefixMatch', value: '/a' },
  timeouts: { request: '10s', backendRequest: '20s' },
  listeners: [
    { name: 'a', port: 80, hostname: 'x' },
    { name: 'b', port: 80 },
  ],
  hosts: ['*.example.com', 'a.example.com'],
}

function check(table: Readonly<Record<string, boolean>>): void {
  const variables = { object: dyn, oldObject: dyn, params: dyn, self: dyn, oldSelf: dyn }
  const bindings = { object: deployment, oldObject: null, params, self, oldSelf: self }
  for (const [expression, expected] of Object.entries(table)) {
    const { program, fault } = compile(expression, { variables, returns: [bool] })
    assert.equal(fault, undefined, expression)
    const result = program === undefined ? undefined : evaluate(program, bindings)
    assert.equal(result?.value, expected, `${expression}: ${result?.fault}`)
  }
}

test('policies on workloads', () => {
  check({
    'object.spec.replicas >= 2 && object.metadata.name.matches("^[a-z]+$")': true,
    '!has(object.spec.template.spec.hostNetwork) || object.spec.template.spec.hostNetwork == false': true,
    'object.spec.template.spec.containers.all(c, !has(c.securityContext) || !has(c.securityContext.capabilities) || !c.securityContext.capabilities.add.exists(x, x in ["SYS_ADMIN", "SYS_TIME"]))': true,
    'object.spec.template.spec.containers.all(c, ["NET_ADMIN"].all(x, !(x in c.?securityContext.capabilities.add.orValue([]))))': false,
    'object.spec.template.spec.?volumes.orValue([]).all(v, !has(v.hostPath))': true,
    'object.spec.template.spec.containers.all(c, c.image.contains("@sha256") || !c.image.endsWith(":latest"))': true,
    'object.spec.template.spec.containers.all(c, params.data.repos.split(",").exists(r, c.image.startsWith(r + "/")))': true,
    'object.spec.template.spec.containers.filter(c, has(c.resources) && has(c.resources.limits)).all(c, quantity(c.resources.limits.memory).compareTo(quantity(params.data.maxMemory)) <= 0)': true,
    'object.spec.template.spec.containers.map(c, c.?ports.orValue([]).map(p, p.containerPort)).exists(ports, 8080 in ports)': true,
    'has(object.metadata.labels) && "env" in object.metadata.labels && object.metadata.labels["env"] in ["prod", "test"]': true,
    'object.metadata.annotations[?"a.b/c"].orValue("") == "x" && !object.metadata.annotations[?"none"].hasValue()': true,
    'oldObject == null || oldObject.spec.replicas == object.spec.replicas': true,
    // Over several lines, with a remark.
    'object.spec.replicas > 1 // two at least\n  && object.spec.replicas < 10': true,
    'object.spec.template.spec.containers.map(c, c.name).isSorted() && object.spec.template.spec.containers.all(i, c, i < 2 && c.name != "")': true,
  })
})

test('rules of custom resources', () => {
  check({
    '(has(self.path) && has(self.path.type)) ? self.path.type == "ReplacePrefixMatch" : true': true,
    '!(duration(self.timeouts.request) != duration("0s") && duration(self.timeouts.backendRequest) > duration(self.timeouts.request))': false,
    'self.listeners.all(l1, self.listeners.exists_one(l2, l1.name == l2.name))': true,
    'self.listeners.all(l1, self.listeners.exists_one(l2, l1.port == l2.port && (has(l1.hostname) && has(l2.hostname) ? l1.hostname == l2.hostname : !has(l1.hostname) && !has(l2.hostname))))': true,
    '[has(self.path), has(self.nothing)].exists_one(x, x)': true,
    '[has(self.path), has(self.nothing)].filter(x, x == true).size() == 1': true,
    'self.hosts.all(h, h.startsWith("*.") ? h.substring(2).matches("^[a-z.]+$") : true) && size(self.hosts) <= 16': true,
    'self.path == oldSelf.path && self.listeners.map(l, l.name) == oldSelf.listeners.map(l, l.name)': true,
    'self.hosts.all(h, self.hosts.filter(o, o == h).size() == 1) && sets.contains(self.hosts, ["a.example.com"])': true,
    '[self.listeners.map(l, l.port)].all(ports, ports.min() == 80 && ports.sum() == 160)': true,
    'self.listeners.transformMap(i, l, l.port).size() == 2 && optional.ofNonZeroValue("").hasValue() == false': true,
  })
})

test('expressions as long as upstream takes them', () => {
  const many = (part: string, joint: string, count: number): string => Array(count).fill(part).join(joint)
  check({
    [`${many('1', ' + ', 900)} == 900`]: true,
    [many('true', ' && ', 5000)]: true,
    [`${'('.repeat(200)}true${')'.repeat(200)}`]: true,
    [`size([${many('"x"', ', ', 5000)}]) == 5000`]: true,
    [`self.nothing${'.a'.repeat(500)} == 1 || true`]: true,
  })
})
