-- phpMyAdmin SQL Dump
-- version 5.2.1
-- https://www.phpmyadmin.net/
--
-- 主机： localhost
-- 服务器版本： 10.6.12-MariaDB
-- PHP 版本： 8.1.2

SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
START TRANSACTION;
SET time_zone = "+00:00";

--
-- 数据库： `mdgc`
--

-- --------------------------------------------------------

--
-- 表的结构 `t_dd_mx`
--

CREATE TABLE `t_dd_mx` (
  `mxid` int(11) NOT NULL,
  `ddh` varchar(32) NOT NULL COMMENT '订单号',
  `spid` int(11) NOT NULL COMMENT '商品ID',
  `spmc` varchar(100) NOT NULL COMMENT '商品名称',
  `dj` int(11) NOT NULL COMMENT '成交单价(分)',
  `sl` int(11) NOT NULL COMMENT '数量',
  `dh` varchar(20) DEFAULT NULL COMMENT '收货人电话'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='订单明细';

INSERT INTO `t_dd_mx` (`mxid`, `ddh`, `spid`, `spmc`, `dj`, `sl`, `dh`) VALUES
(1, 'D20260101001', 3001, '麦香切片面包', 1280, 2, '13800000000'),
(2, 'D20260101001', 3002, '海盐可颂', 990, 6, '13800000000');

--
-- 表的结构 `t_fl`
--

CREATE TABLE `t_fl` (
  `flid` int(11) NOT NULL COMMENT '主键',
  `flmc` varchar(40) NOT NULL COMMENT '分类名称',
  `px` int(11) DEFAULT 0 COMMENT '排序'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='商品分类';

INSERT INTO `t_fl` (`flid`, `flmc`, `px`) VALUES
(7, '面包', 1),
(8, '蛋糕; 甜点', 2);

CREATE TABLE `t_pl` (
  `plid` int(11) NOT NULL,
  `spid` int(11) NOT NULL COMMENT '商品ID',
  `nr` text COMMENT '评论内容',
  `xj` tinyint(4) COMMENT '星级'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='商品评论';

INSERT INTO `t_pl` (`plid`, `spid`, `nr`, `xj`) VALUES
(1, 3001, '放一个月都不会坏', 5);

--
-- 表的结构 `t_spda`
--

CREATE TABLE `t_spda` (
  `spid` int(11) NOT NULL COMMENT '商品主键',
  `spmc` varchar(100) NOT NULL COMMENT '商品名称，不超过一百字',
  `flid` int(11) DEFAULT NULL COMMENT '分类ID',
  `jj` varchar(200) DEFAULT NULL COMMENT '卖点',
  `xq` text DEFAULT NULL COMMENT '图文详情',
  `ztdz` varchar(200) DEFAULT NULL COMMENT '主图',
  `cdd` varchar(60) DEFAULT NULL COMMENT '产地',
  `bzq` varchar(20) DEFAULT NULL COMMENT '保质期',
  `cbj` int(11) DEFAULT NULL COMMENT '成本价，单位：分',
  `llcs` int(11) DEFAULT 0 COMMENT '浏览次数',
  `zt` tinyint(4) NOT NULL DEFAULT 1 COMMENT '商品状态：0下架，1上架',
  `sc` tinyint(1) NOT NULL DEFAULT 0 COMMENT '是否删除（0否 1是）',
  `cjsj` datetime DEFAULT NULL COMMENT '创建时间'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='商品档案';

INSERT INTO `t_spda` (`spid`, `spmc`, `flid`, `jj`, `xq`, `ztdz`, `cdd`, `bzq`, `cbj`, `llcs`, `zt`, `sc`, `cjsj`) VALUES
(3001, '麦香切片面包', 7, '每天现烤', '<p>全麦粉 &amp; 酵母</p>', 'https://img.example.com/3001.jpg', '苏州', '5天', 600, 1200, 1, 0, NOW()),
(3002, '海盐可颂', 7, NULL, '', 'https://img.example.com/3002.jpg', '苏州', '3天', 400, 80, 1, 0, '2026-02-01 10:00:00'),
(3003, '栗子蛋糕', 8, '低糖', '', '', NULL, NULL, 5000, 9, 0, 0, '2026-02-01 10:00:00'),
(3004, '测试商品', 8, '', '', '', NULL, NULL, 1, 0, 1, 1, '2026-02-01 10:00:00');

--
-- 表的结构 `t_spcs`
--

CREATE TABLE `t_spcs` (
  `csid` int(11) NOT NULL,
  `spid` int(11) NOT NULL COMMENT '商品ID',
  `csm` varchar(40) NOT NULL COMMENT '参数名称',
  `csz` varchar(200) NOT NULL COMMENT '参数值'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='商品参数';

INSERT INTO `t_spcs` (`csid`, `spid`, `csm`, `csz`) VALUES
(1, 3001, '净含量', '400克'),
(2, 3001, '产地', '上海'),
(3, 3002, '配料', '小麦粉、黄油、海盐');

--
-- 表的结构 `t_spgg`
--

CREATE TABLE `t_spgg` (
  `ggid` int(11) NOT NULL,
  `sjbm` varchar(40) DEFAULT NULL COMMENT '商家编码',
  `spid` int(11) NOT NULL COMMENT '商品ID',
  `ggnr` varchar(200) DEFAULT NULL COMMENT '规格内容',
  `sj` int(11) NOT NULL COMMENT '售价，单位：分',
  `hdj` int(11) DEFAULT NULL COMMENT '秒杀价，单位：分',
  `kc` int(11) DEFAULT NULL COMMENT '库存',
  `tm` varchar(20) DEFAULT NULL COMMENT '条形码'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='商品规格';

INSERT INTO `t_spgg` (`ggid`, `sjbm`, `spid`, `ggnr`, `sj`, `hdj`, `kc`, `tm`) VALUES
(51, 'MB-400', 3001, '口味:原味;重量:400克', 1280, 100, 30, '6901234567892'),
(52, 'MB-800', 3001, '口味:原味;重量:800克', 2280, NULL, 0, NULL),
(53, 'KS-1', 3002, '口味:海盐', 990, NULL, NULL, NULL),
(54, 'LZ-6', 3003, '口味:栗子', 16800, NULL, 2, NULL),
(55, 'CS-1', 3004, '口味:无', 1, NULL, 2, NULL),
(56, 'XX-1', 3999, '口味:无', 1, NULL, 2, NULL);

CREATE TABLE `t_sptp` (
  `tpid` int(11) NOT NULL,
  `spid` int(11) NOT NULL COMMENT '商品ID',
  `dz` varchar(200) NOT NULL COMMENT '图片地址'
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='商品图片';

INSERT INTO `t_sptp` (`tpid`, `spid`, `dz`) VALUES
(1, 3001, 'https://img.example.com/3001-2.jpg'),
(2, 3001, 'https://img.example.com/3001-3.jpg');

--
-- 转储表的索引
--

ALTER TABLE `t_fl`
  ADD PRIMARY KEY (`flid`);
ALTER TABLE `t_spda`
  ADD PRIMARY KEY (`spid`),
  ADD KEY `fl` (`flid`);
ALTER TABLE `t_spgg`
  ADD PRIMARY KEY (`ggid`);
COMMIT;
