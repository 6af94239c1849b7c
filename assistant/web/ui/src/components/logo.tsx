/** 二, its lower stroke smiling. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 64 64" aria-hidden="true">
      <rect width="64" height="64" rx="21" fill="url(#xiaoer-logo)" />
      <path
        d="M21 23h22M14.5 38c9.5 11.5 25.5 11.5 35 0"
        fill="none"
        stroke="#fff"
        strokeWidth="6.5"
        strokeLinecap="round"
      />
      <defs>
        <linearGradient id="xiaoer-logo" x1="0" y1="0" x2="1" y2="1">
          <stop stopColor="#f2683c" />
          <stop offset="1" stopColor="#c22f14" />
        </linearGradient>
      </defs>
    </svg>
  );
}
