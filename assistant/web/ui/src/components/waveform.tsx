import { useEffect, useRef } from "react";
import { useSession } from "../shell/session";

const BARS = 24;
const GAP = 2;

/**
 * Bars of real sound: the answer as it plays, or the viewer's own voice. Drawn on a canvas outside
 * React; still, and costing nothing, while there is neither.
 */
export function Waveform() {
  const { conversation, now } = useSession();
  const canvas = useRef<HTMLCanvasElement>(null);
  const source =
    now.phase === "speaking"
      ? "answer"
      : now.microphone === "held" || now.microphone === "open"
        ? "viewer"
        : "none";

  useEffect(() => {
    const element = canvas.current;
    const pen = element?.getContext("2d");
    if (!element || !pen) return;
    const scale = window.devicePixelRatio || 1;
    element.width = element.clientWidth * scale;
    element.height = element.clientHeight * scale;
    const spectrum = new Uint8Array(conversation.player.analyser.frequencyBinCount);
    const levels = new Float32Array(BARS);
    let frame = 0;

    const draw = () => {
      if (source === "answer") {
        conversation.player.analyser.getByteFrequencyData(spectrum);
        // Speech lives below 5 kHz: the lower half of what 24 kHz sound holds.
        for (let i = 0; i < BARS; i += 1) {
          const bin = Math.floor(2 + ((spectrum.length / 2.6) * i) / BARS);
          levels[i] = (spectrum[bin] ?? 0) / 255;
        }
      } else {
        levels.copyWithin(0, 1);
        levels[BARS - 1] = source === "viewer" ? conversation.microphone.level : 0;
      }
      paint(pen, element, levels, source === "viewer" ? "#0b7457" : "#cf3a1d");
      if (source !== "none") frame = requestAnimationFrame(draw);
    };
    levels.fill(0);
    draw();
    return () => cancelAnimationFrame(frame);
  }, [conversation, source]);

  return <canvas ref={canvas} className="waveform" data-source={source} aria-hidden="true" />;
}

function paint(
  pen: CanvasRenderingContext2D,
  { width, height }: HTMLCanvasElement,
  levels: Float32Array,
  colour: string,
): void {
  pen.clearRect(0, 0, width, height);
  pen.fillStyle = colour;
  const slot = width / levels.length;
  const thickness = Math.max(2, slot - GAP * (window.devicePixelRatio || 1));
  levels.forEach((level, index) => {
    const tall = Math.max(thickness, level * height);
    pen.globalAlpha = 0.35 + 0.65 * Math.min(1, level * 1.6);
    pen.beginPath();
    pen.roundRect(index * slot, (height - tall) / 2, thickness, tall, thickness / 2);
    pen.fill();
  });
}
