// The active queue's order: higher priority first, then whoever has waited longer. Upstream: plugins/queuesort/priority_sort.go.
import { definePlugin } from '../../framework/plugin.ts'

export const prioritySort = definePlugin({
  name: 'PrioritySort',
  wakesOn: [],
  create: () => ({
    queueSort: (a, b) => b.info.priority - a.info.priority || a.timestampMs - b.timestampMs,
  }),
})
