import { DownloadOutlined } from "@ant-design/icons";
import { Button, Card } from "antd";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { useWords } from "../words/use-words";
import type { Option } from "./options";

use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** A chart under its title, as wide as there is room, which can be saved as a picture. */
export function Chart({
  title,
  option,
  dark,
  height,
}: {
  title: string;
  option: Option;
  dark: boolean;
  height: number;
}) {
  const say = useWords();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  useEffect(() => {
    if (!place.current) return;
    const drawn = init(place.current, dark ? "dark" : undefined);
    chart.current = drawn;
    const fitting = new ResizeObserver(() => drawn.resize());
    fitting.observe(place.current);
    return () => {
      fitting.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, [dark]);
  useEffect(() => {
    chart.current?.setOption({ backgroundColor: "transparent", ...option }, { notMerge: true });
  }, [option, dark]);
  const save = () => {
    const url = chart.current?.getDataURL({
      pixelRatio: 2,
      backgroundColor: dark ? "#1d1a18" : "#ffffff",
    });
    if (!url) return;
    const link = document.createElement("a");
    link.href = url;
    link.download = `${title}.png`;
    link.click();
  };
  return (
    <Card
      title={title}
      size="small"
      className="figure"
      extra={
        <Button
          type="text"
          size="small"
          icon={<DownloadOutlined />}
          aria-label={`${say("figures.png")}: ${title}`}
          title={say("figures.png")}
          onClick={save}
        />
      }
    >
      <div ref={place} style={{ height }} role="img" aria-label={title} />
    </Card>
  );
}
