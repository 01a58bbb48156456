// Autoscalers of autoscaling/v1: a narrower view of those of v2, which are what lies in the store.
import type { Column } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { horizontalPodAutoscalerColumns } from './horizontal-pod-autoscaler.columns.ts'
import { toV2 } from './horizontal-pod-autoscaler.conversion.ts'
import type { HorizontalPodAutoscaler } from './horizontal-pod-autoscaler.v1.schema.ts'

export function defaultHorizontalPodAutoscalerV1({ spec }: Mutable<HorizontalPodAutoscaler>): void {
  spec.minReplicas ??= 1
}

export const horizontalPodAutoscalerV1Columns: readonly Column<HorizontalPodAutoscaler>[] =
  horizontalPodAutoscalerColumns.map((column) => ({
    ...column,
    cell: (obj: HorizontalPodAutoscaler, nowMs: number) => column.cell(toV2(obj), nowMs),
  }))
