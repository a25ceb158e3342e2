"""How Japanese names written in kanji are read: the commonest surnames, the prefectures, large cities.

Kanji do not tell their sound, so a name that Latin, Cyrillic and kana spell out meets its kanji only by a
table. Surnames are some 180 of the commonest and some of public life, each in its commonest
reading; places are the prefectures, their seats, large cities and bases. Names of one
kanji are left out: such a character is a word more often than a name.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

_TABLE: Final = """
佐藤 sato 鈴木 suzuki 高橋 takahashi 田中 tanaka 伊藤 ito 渡辺 watanabe 渡邉 watanabe 山本 yamamoto
中村 nakamura 小林 kobayashi 加藤 kato 吉田 yoshida 山田 yamada 佐々木 sasaki 山口 yamaguchi
松本 matsumoto 井上 inoue 木村 kimura 斎藤 saito 斉藤 saito 清水 shimizu 山崎 yamazaki 阿部 abe
池田 ikeda 橋本 hashimoto 山下 yamashita 石川 ishikawa 中島 nakajima 前田 maeda 藤田 fujita
後藤 goto 小川 ogawa 岡田 okada 村上 murakami 長谷川 hasegawa 近藤 kondo 石井 ishii 遠藤 endo
坂本 sakamoto 青木 aoki 藤井 fujii 西村 nishimura 福田 fukuda 太田 ota 三浦 miura 藤原 fujiwara
松田 matsuda 岡本 okamoto 中川 nakagawa 中野 nakano 原田 harada 小野 ono 田村 tamura 竹内 takeuchi
金子 kaneko 和田 wada 中山 nakayama 石田 ishida 上田 ueda 森田 morita 柴田 shibata 酒井 sakai
横山 yokoyama 宮崎 miyazaki 宮本 miyamoto 内田 uchida 高木 takagi 谷口 taniguchi 安藤 ando
丸山 maruyama 今井 imai 大野 ono 藤本 fujimoto 小島 kojima 河野 kono 武田 takeda 上野 ueno
杉山 sugiyama 千葉 chiba 村田 murata 増田 masuda 菅原 sugawara 平野 hirano 小山 koyama 久保 kubo
大塚 otsuka 松井 matsui 岩崎 iwasaki 木下 kinoshita 松尾 matsuo 野口 noguchi 菊池 kikuchi 菊地 kikuchi
野村 nomura 新井 arai 佐野 sano 渡部 watanabe 桜井 sakurai 市川 ichikawa 水野 mizuno 小松 komatsu
島田 shimada 熊谷 kumagai 吉川 yoshikawa 大西 onishi 山内 yamauchi 西田 nishida 高田 takada
川口 kawaguchi 松下 matsushita 岩田 iwata 五十嵐 igarashi 北村 kitamura 本田 honda 中西 nakanishi
服部 hattori 樋口 higuchi 福島 fukushima 川崎 kawasaki 中田 nakata 安田 yasuda
永井 nagai 須藤 sudo 土屋 tsuchiya 秋山 akiyama 荒木 araki 大谷 otani 松岡 matsuoka 川上 kawakami
矢野 yano 岩本 iwamoto 松浦 matsuura 内藤 naito 岡崎 okazaki 小田 oda 浅野 asano 西川 nishikawa
小沢 ozawa 早川 hayakawa 菅野 kanno 片山 katayama 田口 taguchi 森本 morimoto 平田 hirata 星野 hoshino
三木谷 mikitani 小泉 koizumi 河村 kawamura 栗原 kurihara 飯田 iida 三宅 miyake 関口 sekiguchi
北海道 hokkaido 青森 aomori 盛岡 morioka 岩手 iwate 宮城 miyagi 仙台 sendai 秋田 akita 山形 yamagata
茨城 ibaraki 水戸 mito 栃木 tochigi 宇都宮 utsunomiya 群馬 gunma 前橋 maebashi 埼玉 saitama 神奈川 kanagawa
横浜 yokohama 相模原 sagamihara 横須賀 yokosuka 新潟 niigata 富山 toyama 金沢 kanazawa 福井 fukui
山梨 yamanashi 甲府 kofu 長野 nagano 岐阜 gifu 静岡 shizuoka 浜松 hamamatsu 愛知 aichi 名古屋 nagoya
三重 mie 滋賀 shiga 京都 kyoto 大阪 osaka 兵庫 hyogo 神戸 kobe 奈良 nara 和歌山 wakayama
鳥取 tottori 島根 shimane 岡山 okayama 佐世保 sasebo 徳島 tokushima 香川 kagawa 高松 takamatsu
愛媛 ehime 松山 matsuyama 高知 kochi 福岡 fukuoka 北九州 kitakyushu 佐賀 saga 長崎 nagasaki 熊本 kumamoto
大分 oita 鹿児島 kagoshima 沖縄 okinawa 那覇 naha 札幌 sapporo 函館 hakodate 千歳 chitose 三沢 misawa
入間 iruma 市谷 ichigaya 市ヶ谷 ichigaya 舞鶴 maizuru 習志野 narashino
"""
READINGS: Final = MappingProxyType(dict(zip(_TABLE.split()[::2], _TABLE.split()[1::2], strict=True)))
"""Kanji -> Hepburn romanisation without long vowels' marks."""

_NAME: Final = re.compile("|".join(sorted(READINGS, key=len, reverse=True)))


def readings(text: str) -> Iterator[str]:
    """Yield the reading of every name in `text` that the table has."""
    return (READINGS[match.group()] for match in _NAME.finditer(text))
