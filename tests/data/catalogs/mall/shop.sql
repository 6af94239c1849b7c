/*
 Navicat Premium Data Transfer

 Source Server Type    : MySQL
 Source Schema         : mall
 File Encoding         : 65001
*/

SET NAMES utf8mb4;
SET FOREIGN_KEY_CHECKS = 0;

-- ----------------------------
-- Table structure for oms_order_return_reason
-- ----------------------------
DROP TABLE IF EXISTS `oms_order_return_reason`;
CREATE TABLE `oms_order_return_reason`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `name` varchar(100) CHARACTER SET utf8 COLLATE utf8_general_ci NULL DEFAULT NULL COMMENT '退货类型',
  `sort` int(11) NULL DEFAULT NULL,
  `status` int(1) NULL DEFAULT NULL COMMENT '状态：0->不启用；1->启用',
  `create_time` datetime NULL DEFAULT NULL COMMENT '添加时间',
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB AUTO_INCREMENT = 16 CHARACTER SET = utf8 COLLATE = utf8_general_ci COMMENT = '退货原因表' ROW_FORMAT = DYNAMIC;

-- ----------------------------
-- Records of oms_order_return_reason
-- ----------------------------
INSERT INTO `oms_order_return_reason` VALUES (1, '质量问题', 1, 1, '2026-01-01 10:00:45');
INSERT INTO `oms_order_return_reason` VALUES (2, '价格问题', 1, 0, '2026-01-01 10:00:45');
INSERT INTO `oms_order_return_reason` VALUES (3, '7天无理由退货', 1, 1, '2026-01-01 10:00:45');

CREATE TABLE `pms_brand`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `name` varchar(64) NULL DEFAULT NULL,
  `brand_story` text NULL COMMENT '品牌故事',
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '品牌表';
INSERT INTO `pms_brand` VALUES (1, '云雀', 'Lark\'s story; 云雀的故事');

CREATE TABLE `pms_member_price`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `product_id` bigint(20) NULL DEFAULT NULL,
  `member_level_id` bigint(20) NULL DEFAULT NULL,
  `member_price` decimal(10, 2) NULL DEFAULT NULL COMMENT '会员价格',
  `member_level_name` varchar(100) NULL DEFAULT NULL,
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '商品会员价格表';
INSERT INTO `pms_member_price` VALUES (1, 12, 1, 88.00, '黄金会员');
INSERT INTO `pms_member_price` VALUES (2, 12, 2, NULL, '白金会员');
INSERT INTO `pms_member_price` VALUES (3, 11, 1, 80.00, '黄金会员');

CREATE TABLE `pms_product`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `brand_id` bigint(20) NULL DEFAULT NULL,
  `product_category_id` bigint(20) NULL DEFAULT NULL,
  `name` varchar(200) NOT NULL,
  `pic` varchar(255) NULL DEFAULT NULL,
  `product_sn` varchar(64) NOT NULL COMMENT '货号',
  `delete_status` int(1) NULL DEFAULT NULL COMMENT '删除状态：0->未删除；1->已删除',
  `publish_status` int(1) NULL DEFAULT NULL COMMENT '上架状态：0->下架；1->上架',
  `price` decimal(10, 2) NULL DEFAULT NULL,
  `promotion_price` decimal(10, 2) NULL DEFAULT NULL COMMENT '促销价格',
  `sub_title` varchar(255) NULL DEFAULT NULL COMMENT '副标题',
  `description` text NULL COMMENT '商品描述',
  `original_price` decimal(10, 2) NULL DEFAULT NULL COMMENT '市场价',
  `stock` int(11) NULL DEFAULT NULL COMMENT '库存',
  `unit` varchar(16) NULL DEFAULT NULL COMMENT '单位',
  `weight` decimal(10, 2) NULL DEFAULT NULL COMMENT '商品重量，默认为克',
  `service_ids` varchar(64) NULL DEFAULT NULL COMMENT '以逗号分割的产品服务：1->无忧退货；2->快速退款；3->免费包邮',
  `album_pics` varchar(255) NULL DEFAULT NULL COMMENT '画册图片，连产品图片限制为5张，以逗号分割',
  `detail_html` text NULL COMMENT '产品详情网页内容',
  `detail_mobile_html` text NULL COMMENT '移动端网页详情',
  `promotion_start_time` datetime NULL DEFAULT NULL COMMENT '促销开始时间',
  `promotion_end_time` datetime NULL DEFAULT NULL COMMENT '促销结束时间',
  `promotion_type` int(1) NULL DEFAULT NULL COMMENT '促销类型：0->没有促销使用原价;1->使用促销价；2->使用会员价；3->使用阶梯价格；4->使用满减价格；5->限时购',
  `brand_name` varchar(255) NULL DEFAULT NULL COMMENT '品牌名称',
  `product_category_name` varchar(255) NULL DEFAULT NULL COMMENT '商品分类名称',
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '商品信息';
INSERT INTO `pms_product` VALUES (11, 1, 5, '云雀耳机', 'http://img.example.com/11.jpg', 'LARK-11', 0, 1, 199.00, 149.00, '主动降噪，续航30小时', '', 259.00, 100, '副', 52.50, '1,2,3', 'http://img.example.com/11a.jpg,http://img.example.com/11b.jpg', '<p>佩戴舒适&nbsp;不漏音</p>', '', '2026-11-01 00:00:00', '2026-11-12 00:00:00', 1, '旧名', '旧类');
INSERT INTO `pms_product` VALUES (12, 99, 5, '云雀音箱', '', 'LARK-12', 0, 1, 99.00, 0.00, '【双11】限时抢购低至5折', '', 99.00, 20, '台', 0.00, '', '', '', '', NULL, NULL, 2, '云雀牌', '音响');
INSERT INTO `pms_product` VALUES (13, 1, 5, '云雀麦克风', '', 'LARK-13', 0, 1, 300.00, NULL, '', '', 300.00, 20, '', 0.00, '3', '', '', '', NULL, NULL, 3, '', '');
INSERT INTO `pms_product` VALUES (14, 1, 5, '云雀支架', '', 'LARK-14', 0, 1, 50.00, 9.90, '', '', 50.00, 20, '', 0.00, '', '', '', '', NULL, NULL, 4, '', '');
INSERT INTO `pms_product` VALUES (15, 1, 5, '云雀声卡', '', 'LARK-15', 0, 0, 500.00, 400.00, '', '', 500.00, 7, '', 0.00, '', '', '', '', NULL, NULL, 1, '', '');
INSERT INTO `pms_product` VALUES (16, 1, 5, 'test', '', 'LARK-11', 1, 1, 0.00, NULL, '', '', 0.00, 100, '', 0.00, 'string', '', '', '', NULL, NULL, 0, '', '');
INSERT INTO `pms_product` VALUES (17, 1, 5, '云雀线材', '', 'LARK-17', 0, 1, 20.00, NULL, '', '', 20.00, 9, '', 0.00, '', '', '', '', NULL, NULL, 5, '', '');

CREATE TABLE `pms_product_attribute`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `product_attribute_category_id` bigint(20) NULL DEFAULT NULL,
  `name` varchar(64) NULL DEFAULT NULL,
  `type` int(1) NULL DEFAULT NULL COMMENT '属性的类型；0->规格；1->参数',
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '商品属性参数表';
INSERT INTO `pms_product_attribute` VALUES (1, 3, '颜色', 0);
INSERT INTO `pms_product_attribute` VALUES (2, 3, '续航时间', 1);
INSERT INTO `pms_product_attribute` VALUES (3, 3, '接口', 1);

CREATE TABLE `pms_product_attribute_value`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `product_id` bigint(20) NULL DEFAULT NULL,
  `product_attribute_id` bigint(20) NULL DEFAULT NULL,
  `value` varchar(64) NULL DEFAULT NULL,
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '存储产品参数信息的表';
INSERT INTO `pms_product_attribute_value` VALUES (1, 11, 1, '黑色,白色'), (2, 11, 2, '30小时'), (3, 11, 3, NULL);

CREATE TABLE `pms_product_category`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `parent_id` bigint(20) NULL DEFAULT NULL COMMENT '上机分类的编号：0表示一级分类',
  `name` varchar(64) NULL DEFAULT NULL,
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '产品分类';
INSERT INTO `pms_product_category` VALUES (5, 0, '声音');

CREATE TABLE `pms_product_full_reduction`  (
  `id` bigint(11) NOT NULL AUTO_INCREMENT,
  `product_id` bigint(20) NULL DEFAULT NULL,
  `full_price` decimal(10, 2) NULL DEFAULT NULL,
  `reduce_price` decimal(10, 2) NULL DEFAULT NULL,
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '产品满减表(只针对同商品)';
INSERT INTO `pms_product_full_reduction` VALUES (1, 14, 100.00, 10.00);
INSERT INTO `pms_product_full_reduction` VALUES (2, 14, 0.00, 0.00);
INSERT INTO `pms_product_full_reduction` VALUES (3, 11, 100.00, 50.00);

CREATE TABLE `pms_product_ladder`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `product_id` bigint(20) NULL DEFAULT NULL,
  `count` int(11) NULL DEFAULT NULL COMMENT '满足的商品数量',
  `discount` decimal(10, 2) NULL DEFAULT NULL COMMENT '折扣',
  `price` decimal(10, 2) NULL DEFAULT NULL COMMENT '折后价格',
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '产品阶梯价格表(只针对同商品)';
INSERT INTO `pms_product_ladder` VALUES (1, 13, 2, 0.80, 0.00);
INSERT INTO `pms_product_ladder` VALUES (2, 13, 3, 0.75, 0.00);
INSERT INTO `pms_product_ladder` VALUES (3, 13, 0, 0.00, 0.00);
INSERT INTO `pms_product_ladder` VALUES (4, 11, 2, 0.10, 0.00);

CREATE TABLE `pms_sku_stock`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `product_id` bigint(20) NULL DEFAULT NULL,
  `sku_code` varchar(64) NOT NULL COMMENT 'sku编码',
  `price` decimal(10, 2) NULL DEFAULT NULL,
  `stock` int(11) NULL DEFAULT 0 COMMENT '库存',
  `low_stock` int(11) NULL DEFAULT NULL COMMENT '预警库存',
  `pic` varchar(255) NULL DEFAULT NULL COMMENT '展示图片',
  `sale` int(11) NULL DEFAULT NULL COMMENT '销量',
  `promotion_price` decimal(10, 2) NULL DEFAULT NULL COMMENT '单品促销价格',
  `lock_stock` int(11) NULL DEFAULT 0 COMMENT '锁定库存',
  `sp_data` varchar(500) NULL DEFAULT NULL COMMENT '商品销售属性，json格式',
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = 'sku的库存';
INSERT INTO `pms_sku_stock` VALUES (1, 11, '2026-11-1', 199.00, 100, NULL, 'http://img.example.com/s1.jpg', NULL, 169.00, 30, '[{\"key\":\"颜色\",\"value\":\"黑色\"}]');
INSERT INTO `pms_sku_stock` VALUES (2, 11, '2026-11-2', 199.00, 5, NULL, NULL, NULL, NULL, 5, '[{\"key\":\"颜色\",\"value\":\"白色\"}]');
INSERT INTO `pms_sku_stock` VALUES (3, 11, '2026-11-3', 239.00, 8, NULL, NULL, NULL, NULL, -4, '[{\"key\":\"颜色\",\"value\":\"限定金\"}]');
INSERT INTO `pms_sku_stock` VALUES (4, 13, '2026-13-1', 300.00, 9, NULL, NULL, NULL, NULL, 0, '[]');
INSERT INTO `pms_sku_stock` VALUES (5, 15, '2026-15-1', 500.00, 9, NULL, NULL, NULL, 400.00, 0, NULL);
INSERT INTO `pms_sku_stock` VALUES (6, 17, '2026-17-1', 20.00, 9, NULL, NULL, NULL, NULL, 0, '[{\"key\":\"长度\",\"value\":\"1米\"}]');
INSERT INTO `pms_sku_stock` VALUES (7, 17, '2026-17-2', 30.00, 9, NULL, NULL, NULL, NULL, 0, '[{\"key\":\"长度\",\"value\":\"2米\"}]');
INSERT INTO `pms_sku_stock` VALUES (8, 77, '2026-77-1', 30.00, 9, NULL, NULL, NULL, NULL, 0, '[]');

CREATE TABLE `sms_coupon`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `type` int(1) NULL DEFAULT NULL COMMENT '优惠券类型；0->全场赠券；1->会员赠券；2->购物赠券；3->注册赠券',
  `name` varchar(100) NULL DEFAULT NULL,
  `platform` int(1) NULL DEFAULT NULL COMMENT '使用平台：0->全部；1->移动；2->PC',
  `count` int(11) NULL DEFAULT NULL COMMENT '数量',
  `amount` decimal(10, 2) NULL DEFAULT NULL COMMENT '金额',
  `min_point` decimal(10, 2) NULL DEFAULT NULL COMMENT '使用门槛；0表示无门槛',
  `start_time` datetime NULL DEFAULT NULL,
  `end_time` datetime NULL DEFAULT NULL,
  `use_type` int(1) NULL DEFAULT NULL COMMENT '使用类型：0->全场通用；1->指定分类；2->指定商品',
  `enable_time` datetime NULL DEFAULT NULL COMMENT '可以领取的日期',
  `code` varchar(64) NULL DEFAULT NULL COMMENT '优惠码',
  `member_level` int(1) NULL DEFAULT NULL COMMENT '可领取的会员类型：0->无限时',
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '优惠券表';
INSERT INTO `sms_coupon` VALUES (1, 0, '全店券', 0, 94, 10.00, 100.00, '2026-11-01 00:00:00', '2026-11-30 00:00:00', 0, '2026-11-03 00:00:00', NULL, NULL);
INSERT INTO `sms_coupon` VALUES (2, 0, '声音券', 1, 9, 20.00, 0.00, '2026-11-01 00:00:00', '2026-11-30 00:00:00', 1, NULL, NULL, 0);
INSERT INTO `sms_coupon` VALUES (3, 0, '耳机券', 0, 9, 30.00, 150.00, '2026-11-01 00:00:00', '2026-11-30 00:00:00', 2, NULL, NULL, NULL);
INSERT INTO `sms_coupon` VALUES (4, 3, '注册券', 0, 9, 30.00, 150.00, '2026-11-01 00:00:00', '2026-11-30 00:00:00', 0, NULL, NULL, NULL);
INSERT INTO `sms_coupon` VALUES (5, 0, '迟到券', 0, 9, 30.00, 150.00, '2026-11-01 00:00:00', '2026-11-30 00:00:00', 0, '2026-12-01 00:00:00', NULL, NULL);
INSERT INTO `sms_coupon` VALUES (6, 0, '无期券', 0, 9, 30.00, 150.00, NULL, NULL, 0, NULL, NULL, NULL);
INSERT INTO `sms_coupon` VALUES (7, 0, '领完券', 0, 0, 30.00, 150.00, '2026-11-01 00:00:00', '2026-11-30 00:00:00', 0, NULL, NULL, NULL);

CREATE TABLE `sms_coupon_product_category_relation`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `coupon_id` bigint(20) NULL DEFAULT NULL,
  `product_category_id` bigint(20) NULL DEFAULT NULL,
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB;
INSERT INTO `sms_coupon_product_category_relation` VALUES (1, 2, 5);

CREATE TABLE `sms_coupon_product_relation`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `coupon_id` bigint(20) NULL DEFAULT NULL,
  `product_id` bigint(20) NULL DEFAULT NULL,
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB;
INSERT INTO `sms_coupon_product_relation` VALUES (1, 3, 11);

CREATE TABLE `sms_flash_promotion`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `title` varchar(200) NULL DEFAULT NULL COMMENT '秒杀时间段名称',
  `start_date` date NULL DEFAULT NULL COMMENT '开始日期',
  `end_date` date NULL DEFAULT NULL COMMENT '结束日期',
  `status` int(1) NULL DEFAULT NULL COMMENT '上下线状态',
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '限时购表';
INSERT INTO `sms_flash_promotion` VALUES (1, '双11秒杀', '2026-11-10', '2026-11-11', 1);
INSERT INTO `sms_flash_promotion` VALUES (2, '全年秒杀', '2026-01-01', '2026-12-31', 1);
INSERT INTO `sms_flash_promotion` VALUES (3, '下线秒杀', '2026-11-10', '2026-11-11', 0);

CREATE TABLE `sms_flash_promotion_product_relation`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT COMMENT '编号',
  `flash_promotion_id` bigint(20) NULL DEFAULT NULL,
  `flash_promotion_session_id` bigint(20) NULL DEFAULT NULL COMMENT '编号',
  `product_id` bigint(20) NULL DEFAULT NULL,
  `flash_promotion_price` decimal(10, 2) NULL DEFAULT NULL COMMENT '限时购价格',
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '商品限时购与商品关系表';
INSERT INTO `sms_flash_promotion_product_relation` VALUES (1, 1, 1, 17, 15.00);
INSERT INTO `sms_flash_promotion_product_relation` VALUES (2, 2, 1, 17, 14.00);
INSERT INTO `sms_flash_promotion_product_relation` VALUES (3, 9, 1, 17, 13.00);
INSERT INTO `sms_flash_promotion_product_relation` VALUES (4, 1, 1, 11, 99.00);
INSERT INTO `sms_flash_promotion_product_relation` VALUES (5, 1, 1, 12, NULL);
INSERT INTO `sms_flash_promotion_product_relation` VALUES (6, 3, 1, 17, 12.00);

CREATE TABLE `sms_flash_promotion_session`  (
  `id` bigint(20) NOT NULL AUTO_INCREMENT COMMENT '编号',
  `name` varchar(200) NULL DEFAULT NULL COMMENT '场次名称',
  `start_time` time NULL DEFAULT NULL COMMENT '每日开始时间',
  `end_time` time NULL DEFAULT NULL COMMENT '每日结束时间',
  `status` int(1) NULL DEFAULT NULL COMMENT '启用状态：0->不启用；1->启用',
  PRIMARY KEY (`id`) USING BTREE
) ENGINE = InnoDB COMMENT = '限时购场次表';
INSERT INTO `sms_flash_promotion_session` VALUES (1, '20:00', '20:00:00', '22:00:00', 1);

SET FOREIGN_KEY_CHECKS = 1;
