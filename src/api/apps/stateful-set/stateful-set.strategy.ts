// What the server does to stateful sets. Upstream: pkg/registry/apps/statefulset/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type StatefulSet, statefulSetStatus } from './stateful-set.schema.ts'

export const statefulSetStrategy = specStrategy<StatefulSet>({ status: statefulSetStatus })
