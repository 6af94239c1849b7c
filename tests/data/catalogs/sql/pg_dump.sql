--
-- PostgreSQL database dump
--

\restrict IxmgwWbyMy3lOf5JdjOKhT1bAtCxFtfBacv8BLBjAlJB7xuihZhJ0fwBwKEW8bM

-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: restock(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.restock() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN INSERT INTO gear_variants (gear_code, sku) VALUES ('T-100', 'GHOST'); RETURN NEW; END; $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: gear; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.gear (
    code character varying(20) NOT NULL,
    title text NOT NULL,
    maker integer,
    shelf integer,
    description text,
    photos text[],
    visible boolean DEFAULT true NOT NULL,
    material text,
    supplier_email text,
    view_count integer DEFAULT 0,
    created_at timestamp with time zone DEFAULT now(),
    deleted_at timestamp with time zone
);


--
-- Name: TABLE gear; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.gear IS 'Products on sale';


--
-- Name: COLUMN gear.maker; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gear.maker IS 'Brand';


--
-- Name: COLUMN gear.shelf; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gear.shelf IS 'Category';


--
-- Name: COLUMN gear.visible; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gear.visible IS 'Published';


--
-- Name: gear_variants; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.gear_variants (
    id integer NOT NULL,
    gear_code character varying(20),
    sku character varying(40),
    options jsonb,
    price numeric(10,2),
    currency character(3) DEFAULT 'USD'::bpchar,
    in_warehouse integer,
    ean character varying(13)
);


--
-- Name: COLUMN gear_variants.in_warehouse; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON COLUMN public.gear_variants.in_warehouse IS 'Stock on hand';


--
-- Name: gear_variants_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.gear_variants_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: gear_variants_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.gear_variants_id_seq OWNED BY public.gear_variants.id;


--
-- Name: makers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.makers (
    id integer NOT NULL,
    name character varying(60) NOT NULL
);


--
-- Name: makers_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.makers_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: makers_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.makers_id_seq OWNED BY public.makers.id;


--
-- Name: purchases; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.purchases (
    id integer NOT NULL,
    gear_code character varying(20),
    price numeric(10,2),
    quantity integer,
    customer_email text
);


--
-- Name: TABLE purchases; Type: COMMENT; Schema: public; Owner: -
--

COMMENT ON TABLE public.purchases IS 'Orders of customers';


--
-- Name: purchases_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.purchases_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: purchases_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.purchases_id_seq OWNED BY public.purchases.id;


--
-- Name: shelves; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.shelves (
    id integer NOT NULL,
    title character varying(60) NOT NULL
);


--
-- Name: shelves_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.shelves_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: shelves_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.shelves_id_seq OWNED BY public.shelves.id;


--
-- Name: gear_variants id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.gear_variants ALTER COLUMN id SET DEFAULT nextval('public.gear_variants_id_seq'::regclass);


--
-- Name: makers id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.makers ALTER COLUMN id SET DEFAULT nextval('public.makers_id_seq'::regclass);


--
-- Name: purchases id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchases ALTER COLUMN id SET DEFAULT nextval('public.purchases_id_seq'::regclass);


--
-- Name: shelves id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.shelves ALTER COLUMN id SET DEFAULT nextval('public.shelves_id_seq'::regclass);


--
-- Data for Name: gear; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.gear (code, title, maker, shelf, description, photos, visible, material, supplier_email, view_count, created_at, deleted_at) FROM stdin;
T-100	Ridge tent\tfor two	1	1	Light.\nStands without pegs; 1.9 kg.	{https://img.example.com/t1.jpg,https://img.example.com/t2.jpg}	t	Nylon	buy@fjell.example	7	2026-11-25 02:58:26.546202+00	\N
S-200	Alpine stove	2	2	\N	\N	t	Steel \\ brass	\N	3	2026-11-25 02:58:26.546202+00	\N
S-300	Old stove	2	2		\N	f	\N	\N	0	2026-11-25 02:58:26.546202+00	\N
X-1	Removed	2	2		\N	t	\N	\N	0	2026-11-25 02:58:26.546202+00	2026-01-01 00:00:00+00
\.


--
-- Data for Name: gear_variants; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.gear_variants (id, gear_code, sku, options, price, currency, in_warehouse, ean) FROM stdin;
1	T-100	T-100-G	{"Size": "2P", "Colour": "Green"}	259.90	USD	4	4006381333931
2	T-100	T-100-R	{"Size": "2P", "Colour": "Red"}	269.90	USD	0	\N
3	S-200	S-200	\N	79.00	USD	\N	\N
4	S-300	S-300	\N	39.00	USD	1	\N
5	X-1	X-1	\N	9.00	USD	1	\N
\.


--
-- Data for Name: makers; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.makers (id, name) FROM stdin;
1	Fjell
2	North "Fork"
\.


--
-- Data for Name: purchases; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.purchases (id, gear_code, price, quantity, customer_email) FROM stdin;
1	T-100	1.00	1	a@b.example
\.


--
-- Data for Name: shelves; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.shelves (id, title) FROM stdin;
1	Tents
2	Stoves
\.


--
-- Name: gear_variants_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.gear_variants_id_seq', 5, true);


--
-- Name: makers_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.makers_id_seq', 2, true);


--
-- Name: purchases_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.purchases_id_seq', 1, true);


--
-- Name: shelves_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.shelves_id_seq', 2, true);


--
-- Name: gear gear_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.gear
    ADD CONSTRAINT gear_pkey PRIMARY KEY (code);


--
-- Name: gear_variants gear_variants_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.gear_variants
    ADD CONSTRAINT gear_variants_pkey PRIMARY KEY (id);


--
-- Name: gear_variants gear_variants_sku_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.gear_variants
    ADD CONSTRAINT gear_variants_sku_key UNIQUE (sku);


--
-- Name: makers makers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.makers
    ADD CONSTRAINT makers_pkey PRIMARY KEY (id);


--
-- Name: purchases purchases_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchases
    ADD CONSTRAINT purchases_pkey PRIMARY KEY (id);


--
-- Name: shelves shelves_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.shelves
    ADD CONSTRAINT shelves_pkey PRIMARY KEY (id);


--
-- Name: gear gear_maker_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.gear
    ADD CONSTRAINT gear_maker_fkey FOREIGN KEY (maker) REFERENCES public.makers(id);


--
-- Name: gear gear_shelf_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.gear
    ADD CONSTRAINT gear_shelf_fkey FOREIGN KEY (shelf) REFERENCES public.shelves(id);


--
-- Name: gear_variants gear_variants_gear_code_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.gear_variants
    ADD CONSTRAINT gear_variants_gear_code_fkey FOREIGN KEY (gear_code) REFERENCES public.gear(code);


--
-- Name: purchases purchases_gear_code_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.purchases
    ADD CONSTRAINT purchases_gear_code_fkey FOREIGN KEY (gear_code) REFERENCES public.gear(code);


--
-- PostgreSQL database dump complete
--

\unrestrict IxmgwWbyMy3lOf5JdjOKhT1bAtCxFtfBacv8BLBjAlJB7xuihZhJ0fwBwKEW8bM

