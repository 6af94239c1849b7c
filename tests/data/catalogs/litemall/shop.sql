-- MySQL dump 10.13  Distrib 5.7.44, for Linux (x86_64)
--
-- Host: 127.0.0.1    Database: litemall
-- ------------------------------------------------------
-- Server version	5.7.44-log

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;

--
-- Dumping data for table `litemall_brand`
--

LOCK TABLES `litemall_brand` WRITE;
/*!40000 ALTER TABLE `litemall_brand` DISABLE KEYS */;
INSERT INTO `litemall_brand` VALUES (3,'青禾','青禾\n做被子','https://img.example.com/b3.png',1,29.00,'2026-01-02 00:00:00','2026-01-02 00:00:00',0),(4,'旧牌','','',2,1.00,NULL,NULL,1);
/*!40000 ALTER TABLE `litemall_brand` ENABLE KEYS */;
UNLOCK TABLES;

LOCK TABLES `litemall_category` WRITE;
INSERT INTO `litemall_category` VALUES (10,'居家','','',0,'','','L1',1,NULL,NULL,0),(11,'被枕','[\"被\",\"枕\"]','',10,'','','L2',1,NULL,NULL,0),(12,'杯壶','','',10,'','','L2',2,NULL,NULL,0);
UNLOCK TABLES;

LOCK TABLES `litemall_comment` WRITE;
INSERT INTO `litemall_comment` VALUES (1,501,0,'保暖，三年不变形','',7,1,'[]',5,NULL,NULL,0);
UNLOCK TABLES;

LOCK TABLES `litemall_coupon` WRITE;
INSERT INTO `litemall_coupon` VALUES (1,'全店券','全场通用','',0,5.00,99.00,1,0,0,0,'[]',NULL,0,10,NULL,NULL,NULL,NULL,0),(2,'杯子券','','',0,8.00,0.00,1,0,0,1,'[\"12\"]',NULL,1,0,'2026-11-01 00:00:00','2026-11-12 00:00:00',NULL,NULL,0),(3,'新人券','','',0,10.00,50.00,1,1,0,0,'[]',NULL,0,10,NULL,NULL,NULL,NULL,0),(4,'口令券','','',0,15.00,99.00,1,2,0,0,'[]','K3Y',0,7,NULL,NULL,NULL,NULL,0),(5,'下架券','','',0,15.00,99.00,1,0,2,0,'[]',NULL,0,7,NULL,NULL,NULL,NULL,0),(6,'无期券','','',0,15.00,99.00,1,0,0,2,'[501]',NULL,1,0,NULL,NULL,NULL,NULL,0);
UNLOCK TABLES;

--
-- Dumping data for table `litemall_goods`
--

LOCK TABLES `litemall_goods` WRITE;
INSERT INTO `litemall_goods` VALUES (501,'QH-501','羊毛冬被',11,3,'[\"https://img.example.com/501-1.jpg\", \"//img.example.com/501-2.jpg\"]','','澳洲羊毛，蓬松轻软',1,1,'https://img.example.com/501.jpg','',1,0,'’床‘',599.00,459.00,'<p>100%羊毛<img src=\"https://img.example.com/d.jpg\" style=\"\"/></p><p>‍</p>',NULL,NULL,0),(502,'502','保温杯 5\'\'口径',12,0,'[]','','年中大促满99减20',1,2,'https://img.example.com/502.jpg','',0,0,'只',39.00,39.00,'<p><img src=\"https://img.example.com/e.jpg\"/></p>',NULL,NULL,0),(503,'503','停产茶壶',12,0,'','','',0,3,'','',0,0,'件',0.00,88.00,'',NULL,NULL,0),(504,'504','已删的碗',12,0,'','','',1,4,'','',0,0,'件',0.00,9.00,'',NULL,NULL,1);
UNLOCK TABLES;

LOCK TABLES `litemall_goods_attribute` WRITE;
INSERT INTO `litemall_goods_attribute` VALUES (1,501,'面料','100%棉',NULL,NULL,0),(2,501,'*温馨提示','1.晾晒后使用          2.不可机洗',NULL,NULL,0),(3,501,'填充物','羽绒',NULL,NULL,1),(4,502,'容量','500ml',NULL,NULL,0);
UNLOCK TABLES;

LOCK TABLES `litemall_goods_product` WRITE;
INSERT INTO `litemall_goods_product` VALUES (71,501,'[\"1.5米\",\"米白\"]',459.00,12,'https://img.example.com/71.jpg',NULL,NULL,0),(72,501,'[\"1.8米\",\"米白\"]',559.00,0,'quality=90&thumbnail=200x200',NULL,NULL,0),(73,501,'[\"1.8米\",\"墨绿\"]',559.00,-2,'',NULL,NULL,0),(74,502,'[\"标准\"]',39.00,100,'https://img.example.com/74.jpg',NULL,NULL,0),(75,503,'[\"标准\"]',88.00,3,'',NULL,NULL,0),(76,504,'[\"标准\"]',9.00,3,'',NULL,NULL,0),(77,501,'[\"2.0米\",\"墨绿\"]',659.00,1,'',NULL,NULL,1);
UNLOCK TABLES;

LOCK TABLES `litemall_goods_specification` WRITE;
INSERT INTO `litemall_goods_specification` VALUES (1,501,'尺寸','1.5米','',NULL,NULL,0),(2,501,'尺寸','1.8米','',NULL,NULL,0),(3,501,'颜色','米白','',NULL,NULL,0),(4,501,'颜色','墨绿','',NULL,NULL,0),(5,502,'规格','标准','',NULL,NULL,0),(6,503,'规格','标准','',NULL,NULL,0),(7,504,'规格','标准','',NULL,NULL,0);
UNLOCK TABLES;

LOCK TABLES `litemall_groupon_rules` WRITE;
INSERT INTO `litemall_groupon_rules` VALUES (1,501,'羊毛冬被','https://img.example.com/501.jpg',20,5,'2026-12-31 00:00:00',0,'2026-01-01 00:00:00',NULL,0);
UNLOCK TABLES;

LOCK TABLES `litemall_issue` WRITE;
INSERT INTO `litemall_issue` VALUES (1,'运费怎么收？','单笔满88元包邮，不满88元收8元运费。\n（港澳台地区需满',NULL,NULL,0),(2,'怎么退货？','签收后30天内可以退货，',NULL,NULL,0),(3,'能开发票吗？','下单时选择“要发票”即可。',NULL,NULL,0),(4,'怎么付款？','支持微信支付。',NULL,NULL,0),(5,'旧问题','旧答案',NULL,NULL,1);
UNLOCK TABLES;

LOCK TABLES `litemall_system` WRITE;
INSERT INTO `litemall_system` VALUES (1,'litemall_mall_name','青禾小铺',NULL,NULL,0),(2,'litemall_express_freight_min','88',NULL,NULL,0),(3,'litemall_express_freight_value','8',NULL,NULL,0);
UNLOCK TABLES;

LOCK TABLES `litemall_user` WRITE;
INSERT INTO `litemall_user` VALUES (1,'user1','$2a$10$secret-hash',1,NULL,NULL,'127.0.0.1',0,'小青','','','','',0,NULL,NULL,0);
UNLOCK TABLES;

-- Dump completed on 2026-03-01 10:00:00
